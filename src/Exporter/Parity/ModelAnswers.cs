namespace Toolchain.Exporter.Parity;

/// <summary>What a classifier says about some samples.</summary>
/// <param name="Logits">float32 [count, classes].</param>
/// <param name="Probabilities">float32 [count, classes].</param>
/// <param name="Labels">int64 [count].</param>
internal sealed record ModelAnswers(float[] Logits, float[] Probabilities, long[] Labels)
{
    // softmax in float32 against softmax in double: half a unit in the last place of 1 is 6e-8, and exp adds a few more
    private const double ProbabilityTolerance = 1e-5;

    /// <summary>The class of the largest of a row's logits, the first of equals, as ArgMax has it.</summary>
    public static int ArgMax(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }

        return best;
    }

    /// <summary>Samples whose label or probabilities do not follow from their logits.</summary>
    public int Contradictions()
    {
        var classes = Logits.Length / Labels.Length;
        var found = 0;
        for (var sample = 0; sample < Labels.Length; sample++)
        {
            var logits = Logits.AsSpan(sample * classes, classes);
            var probabilities = Probabilities.AsSpan(sample * classes, classes);
            found += Labels[sample] == ArgMax(logits) && IsSoftmax(logits, probabilities) ? 0 : 1;
        }

        return found;
    }

    private static bool IsSoftmax(ReadOnlySpan<float> logits, ReadOnlySpan<float> probabilities)
    {
        var largest = logits[ArgMax(logits)];
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - (double)largest);
        }

        for (var i = 0; i < logits.Length; i++)
        {
            // written so that NaN fails
            if (!(Math.Abs(probabilities[i] - (Math.Exp(logits[i] - (double)largest) / sum)) <= ProbabilityTolerance))
            {
                return false;
            }
        }

        return true;
    }
}
