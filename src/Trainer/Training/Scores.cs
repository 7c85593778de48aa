namespace Toolchain.Trainer.Training;

/// <summary>Loss and correct answers from logits, in double precision and in a fixed order, whoever computed the logits.</summary>
internal static class Scores
{
    /// <summary>Softmax cross-entropy summed over the samples, and answers whose largest logit is the true class.</summary>
    /// <param name="logits">(n, classes), row-major.</param>
    /// <param name="truth">(n) true classes.</param>
    /// <param name="labelSmoothing">
    /// Share s of the target spread evenly over all classes: the loss of a sample is (1 − s) · −log p(truth) + s · the mean of −log p over the classes.
    /// Source: <c>torch.nn.CrossEntropyLoss</c>.
    /// </param>
    public static BatchResult Of(ReadOnlySpan<float> logits, ReadOnlySpan<byte> truth, double labelSmoothing = 0)
    {
        var classes = logits.Length / truth.Length;
        var (loss, correct) = (0.0, 0);
        for (var i = 0; i < truth.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            var best = Best(row);
            var sum = 0.0;
            foreach (var logit in row)
            {
                sum += Math.Exp(logit - (double)row[best]);
            }

            // log Σ exp(logit) − Σ target · logit, since the targets sum to one
            loss += Math.Log(sum) + row[best] - Target(row, truth[i], labelSmoothing);
            correct += best == truth[i] ? 1 : 0;
        }

        return new BatchResult(loss, correct);
    }

    // Σ target · logit
    private static double Target(ReadOnlySpan<float> row, int truth, double labelSmoothing)
    {
        if (labelSmoothing == 0)
        {
            return row[truth];
        }

        var sum = 0.0;
        foreach (var logit in row)
        {
            sum += logit;
        }

        return ((1 - labelSmoothing) * row[truth]) + (labelSmoothing * sum / row.Length);
    }

    /// <summary>Position of the largest logit; of equal ones the first, as ONNX's ArgMax and numpy answer.</summary>
    private static int Best(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }

        return best;
    }
}
