namespace Toolchain.Contracts.Models;

/// <summary>Answers whose confidence lies in one interval.</summary>
/// <param name="From">Its lower end, left out.</param>
/// <param name="To">Its upper end, included.</param>
/// <param name="Count">Answers in it.</param>
/// <param name="Confidence">Their mean confidence; null when there are none.</param>
/// <param name="Accuracy">The share of them that are right; null when there are none.</param>
public sealed record ReliabilityBin(double From, double To, int Count, double? Confidence, double? Accuracy);

/// <summary>Whether answers are right as often as they claim to be.</summary>
/// <remarks>
/// Fifteen intervals of equal width, as in C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, On calibration of modern neural networks, 2017, section 2;
/// the expected calibration error is that of M. P. Naeini, G. F. Cooper, M. Hauskrecht, 2015.
/// </remarks>
public sealed class Reliability
{
    /// <summary>Number of intervals.</summary>
    public const int Bins = 15;

    private readonly int[] counts = new int[Bins];
    private readonly int[] correct = new int[Bins];
    private readonly double[] confidence = new double[Bins];

    /// <summary>All answers.</summary>
    public int Count => counts.Sum();

    /// <summary>Σ over the intervals of (their share of the answers) · |accuracy − mean confidence|; 0 without answers.</summary>
    public double ExpectedCalibrationError => Count == 0 ? 0 : Enumerable.Range(0, Bins).Sum(bin => Math.Abs(correct[bin] - confidence[bin])) / Count;

    /// <summary>The intervals in order.</summary>
    public IReadOnlyList<ReliabilityBin> Table =>
    [
        .. Enumerable.Range(0, Bins).Select(bin => new ReliabilityBin(
            (double)bin / Bins,
            (double)(bin + 1) / Bins,
            counts[bin],
            counts[bin] == 0 ? null : confidence[bin] / counts[bin],
            counts[bin] == 0 ? null : (double)correct[bin] / counts[bin])),
    ];

    /// <summary>Counts an answer.</summary>
    /// <param name="claimed">Its confidence, from 0 to 1.</param>
    /// <param name="isRight">Whether it is right.</param>
    public void Add(double claimed, bool isRight)
    {
        var bin = Math.Clamp((int)Math.Ceiling(claimed * Bins) - 1, 0, Bins - 1);
        counts[bin]++;
        confidence[bin] += claimed;
        correct[bin] += isRight ? 1 : 0;
    }
}
