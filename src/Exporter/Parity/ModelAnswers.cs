namespace Toolchain.Exporter.Parity;

/// <summary>What a classifier says about some samples; at least one of the three is there.</summary>
/// <param name="Count">Samples.</param>
/// <param name="Logits">float32 [count, classes].</param>
/// <param name="Probabilities">float32 [count, classes].</param>
/// <param name="Labels">int64 [count].</param>
/// <param name="Temperature">What the logits are divided by before they become probabilities.</param>
internal sealed record ModelAnswers(int Count, float[]? Logits, float[]? Probabilities, long[]? Labels, double Temperature = 1)
{
    /// <summary>Largest difference of two probabilities that passes.</summary>
    /// <remarks>Softmax in float32 against softmax in double: half a unit in the last place of 1 is 6e-8, and exp adds a few more.</remarks>
    public const double ProbabilityTolerance = 1e-5;

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

    /// <summary>The label of a sample: as the model gives it, or else the class that its logits or probabilities make the largest.</summary>
    public long Label(int sample) => Labels is not null ? Labels[sample] : ArgMax(Row(Logits ?? Probabilities!, sample));

    /// <summary>Samples whose label or probabilities do not follow from their logits; null where there is nothing to compare.</summary>
    public int? Contradictions()
    {
        if (Logits is null || (Labels is null && Probabilities is null))
        {
            return null;
        }

        var found = 0;
        for (var sample = 0; sample < Count; sample++)
        {
            var logits = Row(Logits, sample);
            var agrees = (Labels is null || Labels[sample] == ArgMax(logits)) && (Probabilities is null || IsSoftmax(logits, Temperature, Row(Probabilities, sample)));
            found += agrees ? 0 : 1;
        }

        return found;
    }

    /// <summary>Softmax of a row divided by a temperature, in double.</summary>
    public static double[] Softmax(ReadOnlySpan<float> logits, double temperature)
    {
        var largest = logits[ArgMax(logits)];
        var powers = new double[logits.Length];
        var sum = 0.0;
        for (var i = 0; i < powers.Length; i++)
        {
            powers[i] = Math.Exp((logits[i] - (double)largest) / temperature);
            sum += powers[i];
        }

        return [.. powers.Select(power => power / sum)];
    }

    private static bool IsSoftmax(ReadOnlySpan<float> logits, double temperature, ReadOnlySpan<float> probabilities)
    {
        var expected = Softmax(logits, temperature);
        for (var i = 0; i < expected.Length; i++)
        {
            // written so that NaN fails
            if (!(Math.Abs(probabilities[i] - expected[i]) <= ProbabilityTolerance))
            {
                return false;
            }
        }

        return true;
    }

    private ReadOnlySpan<float> Row(float[] values, int sample) => values.AsSpan(sample * (values.Length / Count), values.Length / Count);
}
