namespace Toolchain.Trainer.Comparisons.Statistics;

/// <summary>How a schedule differs from the baseline, seed by seed: both start from the same weights and see the samples in the same order, so what seeds share cancels.</summary>
/// <param name="Pairs">Seeds of which both measurements exist.</param>
/// <param name="Mean">Mean of schedule − baseline.</param>
/// <param name="StandardError">Of the mean; absent for a single pair.</param>
/// <param name="Low">Lower end of the 95 % interval of the mean (Student's t with pairs − 1 degrees of freedom); absent for a single pair.</param>
/// <param name="High">Its upper end.</param>
internal sealed record PairedDifference(int Pairs, double Mean, double? StandardError, double? Low, double? High)
{
    /// <summary>How sure the interval is.</summary>
    public const double Confidence = 0.95;

    /// <summary>Whether 0 lies outside the interval: the seeds agree on the sign.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>The difference of two rows of measurements, seed by seed; null when no seed has both.</summary>
    public static PairedDifference? Of(IEnumerable<double?> values, IEnumerable<double?> baseline)
    {
        var spread = Spread.Of(values.Zip(baseline).Where(pair => pair is { First: not null, Second: not null }).Select(pair => pair.First!.Value - pair.Second!.Value));
        if (spread?.StandardDeviation is not { } deviation)
        {
            return spread is null ? null : new PairedDifference(spread.Count, spread.Mean, null, null, null);
        }

        var error = deviation / Math.Sqrt(spread.Count);
        var margin = StudentT.TwoSided(Confidence, spread.Count - 1) * error;
        return new PairedDifference(spread.Count, spread.Mean, error, spread.Mean - margin, spread.Mean + margin);
    }
}
