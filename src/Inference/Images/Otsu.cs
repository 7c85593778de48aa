namespace Toolchain.Inference.Images;

/// <summary>The threshold that parts values into two classes with the largest variance between them.</summary>
/// <remarks>Source: N. Otsu, A threshold selection method from gray-level histograms, 1979.</remarks>
internal static class Otsu
{
    private const int Bins = 256;

    /// <summary>The threshold of values from 0 to 1.</summary>
    public static float Threshold(ReadOnlySpan<float> values)
    {
        Span<int> histogram = stackalloc int[Bins];
        var total = 0.0;
        foreach (var value in values)
        {
            var bin = (int)(value * (Bins - 1));
            histogram[bin]++;
            total += bin;
        }

        var (best, threshold) = (-1.0, 0);
        var (below, sum) = (0, 0.0);
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            below += histogram[bin];
            sum += (double)bin * histogram[bin];
            var above = values.Length - below;
            if (below == 0 || above == 0)
            {
                continue;
            }

            var gap = (sum / below) - ((total - sum) / above);
            if ((double)below * above * gap * gap is var variance && variance > best)
            {
                (best, threshold) = (variance, bin);
            }
        }

        return (threshold + 1f) / Bins;
    }
}
