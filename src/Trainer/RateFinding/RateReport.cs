using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Plots;

namespace Toolchain.Trainer.RateFinding;

/// <summary>Tells the user what a range test came to.</summary>
/// <param name="Test">The test.</param>
/// <param name="Curve">Its losses.</param>
/// <param name="Suggestion">What they say.</param>
internal sealed record RateReport(RangeTest Test, RateCurve Curve, RateSuggestion Suggestion)
{
    private const int StepColour = 5; // the lighter blue
    private const double Headroom = 1.25;

    // where the loss explodes it would squeeze the useful part of a picture
    private double Ceiling => Headroom * Curve.Points.Take(Test.Memory).Max(point => point.Smoothed);

    /// <summary>The losses over the rate, with the suggestion.</summary>
    public Figure Picture() => new(new Panel("learning-rate range test", "learning rate", "training loss")
    {
        LogX = true,
        RangeY = (0, Ceiling),
        Curves =
        [
            new Curve("each step", Rates, [.. Curve.Points.Select(point => point.Loss)]) { Colour = StepColour },
            new Curve("smoothed", Rates, [.. Curve.Points.Select(point => point.Smoothed)]) { Colour = 0 },
        ],
        Marks = [new Mark($"suggested: {Suggestion.Rate}", Suggestion.Rate)],
    });

    private double[] Rates => [.. Curve.Points.Select(point => point.Rate)];

    /// <summary>Writes the results.</summary>
    public void Tell(Terminal terminal, string format)
    {
        switch (format)
        {
            case ResultFormat.Csv:
                terminal.Output.Write(Csv());
                terminal.Error.WriteLine($"suggested rate  {Suggestion.Rate}");
                break;
            case ResultFormat.Json:
                TellJson(terminal.Output);
                break;
            default:
                TellTable(terminal.Output);
                break;
        }

        if (Suggestion.StillFalling)
        {
            terminal.Error.WriteLine($"the loss still falls where the ramp ends: a --to above {Test.To} may show a better rate");
        }
    }

    private string Csv()
    {
        var csv = new StringBuilder("step,rate,loss,smoothed_loss\n");
        foreach (var point in Curve.Points)
        {
            csv.Append(FormattableString.Invariant($"{point.Step},{point.Rate},{point.Loss},{point.Smoothed}\n"));
        }

        return csv.ToString();
    }

    private void TellJson(TextWriter output)
    {
        foreach (var point in Curve.Points)
        {
            output.WriteLine(JsonSerializer.Serialize(new RateLine(point.Step, point.Rate, point.Loss, point.Smoothed), RateJson.Default.RateLine));
        }

        var divergedAt = Curve.Diverged ? Curve.Points[^1].Rate : (double?)null;
        output.WriteLine(JsonSerializer.Serialize(
            new SuggestionLine(Suggestion.Rate, RateSuggestion.Rule, Suggestion.Steepest, Suggestion.LowestAt, Suggestion.Lowest, divergedAt, Suggestion.StillFalling), RateJson.Default.SuggestionLine));
    }

    private void TellTable(TextWriter output)
    {
        var shown = Curve.Points.Select(point => Math.Min(Ceiling, point.Smoothed));
        foreach (var line in new TerminalCurve { LogX = true, Mark = Suggestion.Rate }.Draw(Rates, [.. shown]))
        {
            output.WriteLine(line);
        }

        output.WriteLine($"suggested rate  {Suggestion.Rate}");
        output.WriteLine($"                {RateSuggestion.Rule}");
        output.WriteLine($"steepest fall   {Suggestion.Steepest}");
        output.WriteLine($"lowest loss     {Suggestion.Lowest:0.0000} at {Suggestion.LowestAt:G3}");
        output.WriteLine(Curve.Diverged ? $"diverged        at {Curve.Points[^1].Rate:G3}" : $"diverged        not up to {Test.To}");
    }
}

/// <summary>A step, as JSON.</summary>
internal sealed record RateLine(int Step, double Rate, double Loss, double SmoothedLoss);

/// <summary>The suggestion, as JSON.</summary>
internal sealed record SuggestionLine(double SuggestedRate, string Rule, double SteepestRate, double LowestRate, double LowestLoss, double? DivergedAt, bool StillFalling);

/// <summary>JSON of the results.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RateLine))]
[JsonSerializable(typeof(SuggestionLine))]
internal sealed partial class RateJson : JsonSerializerContext;
