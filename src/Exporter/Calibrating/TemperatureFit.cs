namespace Toolchain.Exporter.Calibrating;

/// <summary>Finds the temperature T that makes softmax(logits / T) the likeliest explanation of what is true.</summary>
/// <remarks>
/// Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On calibration of modern neural networks, 2017, section 4.2. In β = 1 / T the mean of
/// −log p(truth) is convex: its slope is the mean of E[logit] − logit(truth) under softmax(β · logits), which is sought where it is 0 by halving.
/// </remarks>
internal static class TemperatureFit
{
    /// <summary>The least temperature that is tried, and the inverse of the largest: logits that separate the classes perfectly would want 0.</summary>
    public const double Least = 0.05;

    // halvings of the logarithm: enough for every bit that is kept
    private const int Rounds = 40;

    /// <summary>The temperature, rounded to four digits, which is finer than any number of samples decides.</summary>
    /// <param name="logits">float32 [count, classes].</param>
    /// <param name="truth">True class of each sample.</param>
    public static double Of(ReadOnlySpan<float> logits, ReadOnlySpan<byte> truth)
    {
        var (low, high) = (Math.Log(Least), -Math.Log(Least)); // of β
        for (var round = 0; round < Rounds; round++)
        {
            var middle = (low + high) / 2;
            (low, high) = Slope(logits, truth, Math.Exp(middle)) < 0 ? (middle, high) : (low, middle);
        }

        var temperature = Math.Exp(-(low + high) / 2);
        return double.Parse(temperature.ToString("G4", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static double Slope(ReadOnlySpan<float> logits, ReadOnlySpan<byte> truth, double beta)
    {
        var classes = logits.Length / truth.Length;
        var slope = 0.0;
        for (var sample = 0; sample < truth.Length; sample++)
        {
            var row = logits.Slice(sample * classes, classes);
            var largest = double.NegativeInfinity;
            foreach (var logit in row)
            {
                largest = Math.Max(largest, logit);
            }

            var (sum, moment) = (0.0, 0.0);
            foreach (var logit in row)
            {
                var weight = Math.Exp(beta * (logit - largest));
                sum += weight;
                moment += weight * logit;
            }

            slope += (moment / sum) - row[truth[sample]];
        }

        return slope;
    }
}
