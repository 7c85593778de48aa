namespace Toolchain.Trainer.Comparisons.Statistics;

/// <summary>Student's t distribution for whole degrees of freedom: how far a mean of a few differences may lie from the truth.</summary>
/// <remarks>For whole degrees of freedom the distribution is a finite sum (Abramowitz and Stegun, 1964, 26.7.3 and 26.7.4), so no approximation is needed.</remarks>
internal static class StudentT
{
    /// <summary>The t that a share <paramref name="probability"/> of the distribution lies within, on both sides of 0: 2.776 for 0.95 and 4.</summary>
    /// <param name="probability">In (0, 1).</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double TwoSided(double probability, int degrees)
    {
        var (low, high) = (0.0, 1.0);
        while (Within(high, degrees) < probability)
        {
            high *= 2;
        }

        // halved until the two are neighbours among the doubles
        while ((low + high) / 2 is var middle && middle > low && middle < high)
        {
            (low, high) = Within(middle, degrees) < probability ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The share of the distribution between −<paramref name="t"/> and <paramref name="t"/>.</summary>
    private static double Within(double t, int degrees)
    {
        var angle = Math.Atan2(t, Math.Sqrt(degrees));
        var (sine, cosine) = Math.SinCos(angle);
        var odd = degrees % 2 == 1;
        var (term, sum) = odd ? (cosine, cosine) : (1.0, 1.0);
        for (var i = odd ? 3 : 2; i < degrees; i += 2)
        {
            term *= cosine * cosine * (i - 1) / i;
            sum += term;
        }

        return !odd ? sine * sum : 2 / Math.PI * (angle + (degrees == 1 ? 0 : sine * sum));
    }
}
