namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>How often a value of the graph was where, over the calibration images.</summary>
/// <param name="low">The least number seen.</param>
/// <param name="high">The largest.</param>
internal sealed class Histogram(float low, float high)
{
    private const int Bins = 2048;
    private const double Tail = 0.00005; // on either side: the range holds 99.99 % of the numbers
    private const int Levels = 128;

    private readonly long[] counts = new long[Bins];
    private readonly double width = Math.Max((high - (double)low) / Bins, double.Epsilon);

    /// <summary>From the least number seen to the largest.</summary>
    public ValueRange MinMax => ValueRange.Of(low, high);

    /// <summary>Counts some more numbers, all between the least and the largest.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            counts[Math.Clamp((int)((value - (double)low) / width), 0, Bins - 1)]++;
        }
    }

    /// <summary>Leaves out one number in twenty thousand at either end.</summary>
    public ValueRange Percentile()
    {
        var spare = (long)(Tail * counts.Sum());
        int first = 0, last = Bins - 1;
        for (var left = spare; first < last && (left -= counts[first]) >= 0; first++)
        {
        }

        for (var left = spare; last > first && (left -= counts[last]) >= 0; last--)
        {
        }

        // one that begins or ends in the outermost bin keeps the very number
        return ValueRange.Of(first == 0 ? low : (float)(low + (first * width)), last == Bins - 1 ? high : (float)(low + ((last + 1) * width)));
    }

    /// <summary>
    /// The threshold t at which numbers cut to ±t and spread over 128 levels tell least apart from those as they are: the least Kullback-Leibler
    /// divergence. Source: S. Migacz, 8-bit inference with TensorRT, GTC 2017.
    /// </summary>
    public ValueRange Entropy()
    {
        var magnitudes = Magnitudes();
        var (best, least) = (Bins, double.PositiveInfinity);
        for (var kept = Levels; kept <= Bins; kept += Levels / 8)
        {
            var divergence = Divergence(magnitudes, kept);
            if (divergence < least)
            {
                (best, least) = (kept, divergence);
            }
        }

        var threshold = (float)(Math.Max(-low, high) * (double)best / Bins);
        return ValueRange.Of(Math.Max(low, -threshold), Math.Min(high, threshold));
    }

    // how often |value| was where, between 0 and the largest magnitude
    private double[] Magnitudes()
    {
        var magnitudes = new double[Bins];
        var step = Math.Max(Math.Max(-low, high) / (double)Bins, double.Epsilon);
        for (var i = 0; i < Bins; i++)
        {
            magnitudes[Math.Clamp((int)(Math.Abs(low + ((i + 0.5) * width)) / step), 0, Bins - 1)] += counts[i];
        }

        magnitudes[0] = 0; // zeros are exact at every threshold, and after a ReLU they are most of all numbers
        return magnitudes;
    }

    private static double Divergence(double[] magnitudes, int kept)
    {
        var cut = magnitudes[..kept];
        cut[^1] += magnitudes[kept..].Sum();
        var total = cut.Sum();
        var divergence = 0.0;
        for (var level = 0; level < Levels; level++)
        {
            // every number of a level becomes the level's middle: its mass spreads evenly over the level's bins that hold any
            var (from, to) = (level * kept / Levels, (level + 1) * kept / Levels);
            var bins = Enumerable.Range(from, to - from).Where(bin => magnitudes[bin] > 0).ToArray();
            var mass = bins.Sum(bin => magnitudes[bin]);
            foreach (var bin in bins.Where(bin => cut[bin] > 0))
            {
                divergence += cut[bin] / total * Math.Log(cut[bin] / (mass / bins.Length));
            }

            // what was cut off lies in the last bin; where that was empty before, nothing spreads to it and no threshold is worse
            if (to == kept && cut[^1] > 0 && magnitudes[kept - 1] == 0)
            {
                return double.PositiveInfinity;
            }
        }

        return divergence + Math.Log(magnitudes[..kept].Sum() / total);
    }
}
