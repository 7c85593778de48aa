namespace Toolchain.Exporter.Calibrating;

/// <summary>Finds the confidence and the largest logit below which an answer is marked as uncertain.</summary>
/// <remarks>
/// Two signs, since they tell different things: confidence tells a picture between two classes, the largest logit one that looks like no class
/// (D. Hendrycks and others, Scaling out-of-distribution detection for real-world settings, 2022). Both thresholds are the same quantile of the
/// held-out images, the highest at which no more than <see cref="MostMarked"/> of these are marked, so that few digits are doubted without reason.
/// </remarks>
internal static class DoubtFit
{
    /// <summary>The share of held-out images that may be marked; docs/robustness.md has what other shares would catch.</summary>
    public const double MostMarked = 0.02;

    /// <summary>The thresholds, rounded down to four decimals: rounding up could mark every answer of a model that is sure of all.</summary>
    /// <param name="confidences">The probability of each answer.</param>
    /// <param name="scores">The largest logit of each.</param>
    public static (double LeastConfidence, double LeastScore) Of(double[] confidences, double[] scores)
    {
        var (byConfidence, byScore) = (confidences.Order().ToArray(), scores.Order().ToArray());
        var quantile = 0;
        while (quantile + 1 < confidences.Length && Marked(quantile + 1) <= MostMarked * confidences.Length)
        {
            quantile++;
        }

        return (Rounded(byConfidence[quantile]), Rounded(byScore[quantile]));

        int Marked(int at) => confidences.Zip(scores).Count(pair => pair.First < byConfidence[at] || pair.Second < byScore[at]);
    }

    private static double Rounded(double value) => Math.Floor(value * 10_000) / 10_000;
}
