using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Devices;

namespace Toolchain.Inference.Evaluation;

/// <summary>What an evaluation found; the JSON object of <c>inference evaluate</c>.</summary>
internal sealed record EvaluationReport
{
    /// <summary>The model's file.</summary>
    public required string Model { get; init; }

    /// <summary>The folder of the data.</summary>
    public required string Data { get; init; }

    /// <summary>The name of the set.</summary>
    public required string Dataset { get; init; }

    /// <summary>What ran.</summary>
    public required string Device { get; init; }

    /// <summary>The device the user asked for.</summary>
    public required string RequestedDevice { get; init; }

    /// <summary>What ran it.</summary>
    public required RuntimeFacts Runtime { get; init; }

    /// <summary>Right answers.</summary>
    public required int Correct { get; init; }

    /// <summary>Samples.</summary>
    public required int Total { get; init; }

    /// <summary>The share of right answers.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean cross-entropy of the true classes.</summary>
    public required double Loss { get; init; }

    /// <summary>The bar, when there is one.</summary>
    public double? MinAccuracy { get; init; }

    /// <summary>Whether it is right as often as it claims to be.</summary>
    public required ConfidenceQuality Confidence { get; init; }

    /// <summary>Quality by class.</summary>
    public required IReadOnlyList<ClassQuality> PerClass { get; init; }

    /// <summary>Rows are true classes, columns answers.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Whether the accuracy reaches the bar.</summary>
    public bool Passed => MinAccuracy is not { } bar || Accuracy >= bar;

    /// <summary>Draws the report for people.</summary>
    public void Draw(Terminal terminal)
    {
        var console = Screen.ForResults(terminal);
        console.Write(new Text($"accuracy {Percent(Accuracy)}: {Correct} of {Total} test pictures of {Dataset}, on {Device}{(RequestedDevice == Device ? "" : $" (asked for: {RequestedDevice})")}; loss {Loss:0.0000}\n"));
        var quality = new Table().Border(TableBorder.Rounded).AddColumn("class");
        foreach (var title in (string[])["samples", "precision", "recall", "F1"])
        {
            quality.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var row in PerClass)
        {
            quality.AddRow([new Text(row.Name), new Text($"{row.Support}"), new Text(Percent(row.Precision)), new Text(Percent(row.Recall)), new Text(Percent(row.F1))]);
        }

        console.Write(quality);
        var confusion = new Table().Border(TableBorder.Rounded).AddColumn("true \\ answer");
        foreach (var row in PerClass)
        {
            confusion.AddColumn(new TableColumn(new Text(row.Name)).RightAligned());
        }

        foreach (var row in PerClass)
        {
            confusion.AddRow([new Text(row.Name), .. Confusion[row.Label].Select((count, answer) => new Text(
                count == 0 ? "·" : $"{count}",
                count == 0 || answer == row.Label ? Style.Plain : new Style(Color.Red)))]);
        }

        console.Write(confusion);
        DrawConfidence(console);
    }

    private void DrawConfidence(IAnsiConsole console)
    {
        var (before, after) = (Percent(Confidence.ExpectedCalibrationErrorBefore), Percent(Confidence.ExpectedCalibrationError));
        console.Write(new Text(Confidence.Temperature is { } temperature
            ? $"expected calibration error {after} at the model's temperature of {temperature}, {before} without\n"
            : $"expected calibration error {after}; the model was never calibrated\n"));
        console.Write(new Text($"uncertain: {Confidence.Uncertain} of {Total}; accuracy of the others {Percent(Confidence.AccuracyOfTheCertain)}\n"));
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var title in (string[])["confidence", "answers", "mean confidence", "accuracy"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var bin in Confidence.Reliability.Where(bin => bin.Count > 0))
        {
            table.AddRow([new Text($"{bin.From * 100:0.0} to {bin.To * 100:0.0} %"), new Text($"{bin.Count}"), new Text(Percent(bin.Confidence)), new Text(Percent(bin.Accuracy))]);
        }

        console.Write(table);
    }

    private static string Percent(double? share) => share is { } value ? $"{value * 100:0.00} %" : "–";
}
