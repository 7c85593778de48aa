namespace Toolchain.Trainer.Comparisons.Statistics;

/// <summary>What some measurements have in common.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Of the sample, with n − 1; absent for a single measurement.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal sealed record Spread(int Count, double Mean, double? StandardDeviation, double Least, double Most)
{
    /// <summary>The spread of some values, summed in their order; null when there are none.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            return null;
        }

        var mean = all.Sum() / all.Length;
        return new Spread(all.Length, mean, all.Length == 1 ? null : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1)), all.Min(), all.Max());
    }
}
