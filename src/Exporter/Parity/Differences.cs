using System.Globalization;

namespace Toolchain.Exporter.Parity;

/// <summary>Numbers held against numbers.</summary>
internal static class Differences
{
    /// <summary>A difference for people: <c>3.8e-06</c>.</summary>
    public static string Text(double difference) => difference.ToString("0.0e-00", CultureInfo.InvariantCulture);

    /// <summary>The largest absolute difference, infinite where one of the two is no number or the lists are not of one length; and the largest magnitude that was expected.</summary>
    public static (double Largest, double Scale) Largest(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        var (largest, scale) = (found.Length == expected.Length ? 0.0 : double.PositiveInfinity, 0.0);
        for (var i = 0; i < Math.Min(found.Length, expected.Length); i++)
        {
            var difference = Math.Abs((double)found[i] - expected[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return (largest, scale);
    }
}
