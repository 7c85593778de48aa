namespace Toolchain.Inference.Models.Ports;

/// <summary>What the numbers of a model's answer are.</summary>
internal enum ScoreMeaning
{
    /// <summary>Any numbers, larger is likelier; their softmax is taken as probabilities.</summary>
    Logits,

    /// <summary>From 0 to 1, with sum 1.</summary>
    Probabilities,

    /// <summary>At least 0, each class for itself, as a sigmoid gives them; their shares of the sum are taken as probabilities.</summary>
    Independent,
}

/// <summary>From what a model gives to logits and probabilities.</summary>
internal static class ScoreArithmetic
{
    /// <summary>How far a probability may lie outside 0 to 1: so exact it is in float16, and in steps of 1/128.</summary>
    public const float Rounding = 1e-2f;

    // the logarithm of a probability of 0 would be no number that a report can hold
    private const float Least = 1e-37f;

    /// <summary>The probabilities of one picture.</summary>
    /// <param name="meaning">What the scores are.</param>
    /// <param name="scores">One a class.</param>
    /// <param name="probabilities">One a class, filled.</param>
    /// <param name="temperature">What logits are divided by.</param>
    public static void ToProbabilities(ScoreMeaning meaning, ReadOnlySpan<float> scores, Span<float> probabilities, float temperature = 1)
    {
        if (meaning == ScoreMeaning.Probabilities)
        {
            scores.CopyTo(probabilities);
            return;
        }

        var largest = float.NegativeInfinity;
        foreach (var score in scores)
        {
            largest = MathF.Max(largest, score);
        }

        var sum = 0f;
        for (var i = 0; i < scores.Length; i++)
        {
            probabilities[i] = meaning == ScoreMeaning.Independent ? scores[i] : MathF.Exp((scores[i] - largest) / temperature);
            sum += probabilities[i];
        }

        for (var i = 0; i < scores.Length; i++)
        {
            // where every class got 0, none is likelier than another
            probabilities[i] = sum > 0 ? probabilities[i] / sum : 1f / scores.Length;
        }
    }

    /// <summary>Turns the scores of one picture into logits: numbers whose softmax are the probabilities.</summary>
    public static void ToLogits(ScoreMeaning meaning, Span<float> scores)
    {
        if (meaning != ScoreMeaning.Logits)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = MathF.Log(MathF.Max(scores[i], Least));
            }
        }
    }

    /// <summary>The class of the largest score, the first of equals.</summary>
    public static int Largest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
