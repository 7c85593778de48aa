using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Inference.Classification;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Evaluation;

/// <summary>What a model answered on a whole split.</summary>
/// <param name="Confusion">Answers by true class.</param>
/// <param name="Raw">Confidence against truth, of the softmax of the logits as they are.</param>
/// <param name="Claimed">The same of the model's probabilities, which its temperature has been through.</param>
/// <param name="Uncertain">Answers that <c>classify</c> would mark, and how many of them are right.</param>
internal sealed record Answers(Confusion Confusion, Reliability Raw, Reliability Claimed, (int Count, int Correct) Uncertain);

/// <summary>Runs a model on a whole split.</summary>
internal static class Evaluator
{
    // a loss of more would come from a probability that float32 cannot tell from 0
    private const double LargestLoss = 100;

    /// <summary>Counts the model's answers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="split">Pictures and their labels.</param>
    /// <param name="labels">The label of each of the model's classes.</param>
    public static Answers Run(DigitModel model, Split split, IReadOnlyList<int> labels)
    {
        var answers = new Answers(new(Math.Max(DatasetFolder.Classes, labels.Count)), new(), new(), default);
        var doubt = Doubt.For(model.Reading.Calibration);
        using var batch = model.CreateBatch();
        for (var start = 0; start < split.Count; start += batch.Capacity)
        {
            var count = Math.Min(batch.Capacity, split.Count - start);
            split.Images.Span.Slice(start * DatasetFolder.Pixels, count * DatasetFolder.Pixels).CopyTo(batch.PixelsFrom(0, count));
            batch.Run(count);
            for (var i = 0; i < count; i++)
            {
                var (truth, answer) = (split.Labels.Span[start + i], batch.LabelOf(i));
                var isRight = truth == labels[answer];
                answers.Confusion.Add(truth, labels[answer], LossOf(batch.LogitsOf(i), labels, truth));
                answers.Raw.Add(Softmax(batch.LogitsOf(i), answer), isRight);
                answers.Claimed.Add(batch.ProbabilitiesOf(i)[answer], isRight);
                if (doubt.Of(batch, i, PageContent.OneFigure) is not null)
                {
                    answers = answers with { Uncertain = (answers.Uncertain.Count + 1, answers.Uncertain.Correct + (isRight ? 1 : 0)) };
                }
            }
        }

        return answers;
    }

    private static double Softmax(ReadOnlySpan<float> logits, int label)
    {
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - (double)logits[label]);
        }

        return 1 / sum;
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
