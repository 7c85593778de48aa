using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.RateFinding;

/// <summary>What a range test says about a good rate.</summary>
/// <remarks>
/// The rate where the loss is lowest is already too high for a whole training, and a set that is learned before the ramp ends has its lowest loss anywhere beyond;
/// the rate where it falls steepest is low for a training that decays its rate later. The suggestion lies between the two.
/// </remarks>
/// <param name="Rate">The rate to begin with, by <see cref="Rule"/>; two digits.</param>
/// <param name="Steepest">Where the smoothed loss falls fastest by decade; two digits.</param>
/// <param name="LowestAt">Where the smoothed loss is lowest.</param>
/// <param name="Lowest">That loss.</param>
/// <param name="StillFalling">Whether the ramp ended before the loss rose again: higher rates may do better.</param>
internal sealed record RateSuggestion(double Rate, double Steepest, double LowestAt, double Lowest, bool StillFalling)
{
    /// <summary>The rule, for people.</summary>
    public const string Rule = "where the smoothed loss has done nine tenths of its fall, at most a third of where it is lowest";

    /// <summary>How far below the lowest loss the suggestion lies at least.</summary>
    public const double Margin = 3;

    private const double MostOfTheFall = 0.9;
    private const double LeastFall = 0.1;
    private const int SlopesInRamp = 20; // a slope is taken over so small a part of the ramp

    /// <summary>Reads a curve.</summary>
    /// <exception cref="ToolException">The loss did not fall anywhere (exit 1).</exception>
    public static RateSuggestion Of(RateCurve curve, RangeTest test)
    {
        RatePoint[] points = [.. curve.Points.Skip(test.Memory - 1)];
        var lowest = points.MinBy(point => point.Smoothed);
        if (lowest is null || lowest.Smoothed > (1 - LeastFall) * points[0].Smoothed)
        {
            throw new ToolException(
                ExitCode.CheckFailed,
                $"no rate between {test.From} and {test.To} made the loss fall by a tenth in {test.Steps} steps{(curve.Diverged ? ", and then the training diverged" : "")}",
                "a ramp that leads through useful rates slowly enough",
                "try more --steps, or other ends with --from and --to");
        }

        var fallen = points.First(point => point.Smoothed <= points[0].Smoothed - (MostOfTheFall * (points[0].Smoothed - lowest.Smoothed)));
        return new RateSuggestion(
            TwoDigits(Math.Min(fallen.Rate, lowest.Rate / Margin)),
            TwoDigits(SteepestOf(points, Array.IndexOf(points, lowest), test).Rate),
            lowest.Rate,
            lowest.Smoothed,
            StillFalling: !curve.Diverged && lowest.Step >= test.Steps - test.Memory);
    }

    private static RatePoint SteepestOf(RatePoint[] points, int last, RangeTest test)
    {
        var half = Math.Max(1, test.Steps / SlopesInRamp / 2);
        return points[Enumerable.Range(0, last + 1).MaxBy(place => points[Math.Max(0, place - half)].Smoothed - points[Math.Min(points.Length - 1, place + half)].Smoothed)];
    }

    private static double TwoDigits(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        return Math.Round(Math.Round(value / unit) * unit, 12);
    }
}
