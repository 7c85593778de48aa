using Toolchain.Contracts.Datasets;

namespace Toolchain.Inference.Evaluation;

/// <summary>How well a model tells one class.</summary>
/// <param name="Label">Index of the class.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Support">Samples of the class.</param>
/// <param name="Precision">Share of the answers with this label that are right; null when there is no such answer.</param>
/// <param name="Recall">Share of the samples of this class that are found; null when there is no such sample.</param>
/// <param name="F1">Harmonic mean of the two; null when either is.</param>
internal sealed record ClassQuality(int Label, string Name, int Support, double? Precision, double? Recall, double? F1);

/// <summary>Counts of answers by true class and answered class.</summary>
/// <param name="classes">Classes of the data and the model together.</param>
internal sealed class Confusion(int classes = DatasetFolder.Classes)
{
    private readonly int[][] counts = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
    private double lossSum;

    /// <summary>Rows are true classes, columns answers.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Counts => counts;

    /// <summary>All answers.</summary>
    public int Total => counts.Sum(row => row.Sum());

    /// <summary>Right answers.</summary>
    public int Correct => counts.Select((row, label) => row[label]).Sum();

    /// <summary>The share of right answers.</summary>
    public double Accuracy => (double)Correct / Total;

    /// <summary>Mean cross-entropy of the true classes.</summary>
    public double Loss => lossSum / Total;

    /// <summary>Counts one answer.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="answer">The answered one.</param>
    /// <param name="loss">Cross-entropy of the true class.</param>
    public void Add(int truth, int answer, double loss = 0)
    {
        counts[truth][answer]++;
        lossSum += loss;
    }

    /// <summary>Quality by class.</summary>
    public IReadOnlyList<ClassQuality> PerClass(IReadOnlyList<string> names) => [.. names.Select((name, label) => Quality(label, name))];

    private ClassQuality Quality(int label, string name)
    {
        var hits = counts[label][label];
        var support = counts[label].Sum();
        var answers = counts.Sum(row => row[label]);
        return new(label, name, support, Ratio(hits, answers), Ratio(hits, support), answers == 0 || support == 0 ? null : Ratio(2 * hits, answers + support));
    }

    private static double? Ratio(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
