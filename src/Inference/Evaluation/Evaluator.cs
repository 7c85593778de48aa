using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Evaluation;

/// <summary>Runs a model on a whole split.</summary>
internal static class Evaluator
{
    // a loss of more would come from a probability that float32 cannot tell from 0
    private const double LargestLoss = 100;

    /// <summary>Counts the model's answers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="split">Pictures and their labels.</param>
    /// <param name="labels">The label of each of the model's classes.</param>
    public static Confusion Run(DigitModel model, Split split, IReadOnlyList<int> labels)
    {
        var confusion = new Confusion(Math.Max(DatasetFolder.Classes, labels.Count));
        using var batch = model.CreateBatch();
        for (var start = 0; start < split.Count; start += batch.Capacity)
        {
            var count = Math.Min(batch.Capacity, split.Count - start);
            split.Images.Span.Slice(start * DatasetFolder.Pixels, count * DatasetFolder.Pixels).CopyTo(batch.PixelsFrom(0, count));
            batch.Run(count);
            for (var i = 0; i < count; i++)
            {
                var truth = split.Labels.Span[start + i];
                confusion.Add(truth, labels[batch.LabelOf(i)], LossOf(batch.LogitsOf(i), labels, truth));
            }
        }

        return confusion;
    }

    // cross-entropy: the logarithm of the sum of exponentials, less the logit of the true class
    private static double LossOf(ReadOnlySpan<float> logits, IReadOnlyList<int> labels, int truth)
    {
        var (largest, own) = (double.NegativeInfinity, double.NegativeInfinity);
        for (var i = 0; i < logits.Length; i++)
        {
            largest = Math.Max(largest, logits[i]);
            own = labels[i] == truth ? logits[i] : own;
        }

        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return Math.Min(LargestLoss, Math.Log(sum) + largest - own);
    }
}
