namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Attention, and the encoders that are made of it.</summary>
internal static class AttentionLoops
{
    /// <summary>What a layer gives for [time, features].</summary>
    public static double[] Answer(LayerSpec layer, PlainWeights own, PlainValue[] read) => layer is MultiheadAttention attention
        ? Attend(attention, own, "", read[0].Values, read[read.Length / 2].Values, read[^1].Values) // one input is all three
        : Encode((EncoderBlocks)layer, own, read[0].Values);

    private static double[] Encode(EncoderBlocks encoder, PlainWeights own, double[] values)
    {
        foreach (var block in encoder.Blocks)
        {
            var prefix = block.Length == encoder.Name.Length ? "" : $"{block[(encoder.Name.Length + 1)..]}.";
            double[] Normalized(string norm, double[] rows) =>
                NormalizationLoops.ByLayer(rows, encoder.DModel, encoder.LayerNormEps, own[$"{prefix}{norm}.weight"], own[$"{prefix}{norm}.bias"]);
            double[] Attended(double[] rows) => Attend(encoder.AttentionOf(block), own, $"{prefix}self_attn.", rows, rows, rows);
            double[] Fed(double[] rows) => Dense("linear2", [.. Dense("linear1", rows).Select(value => ActivationLoops.Bent(encoder.Activation == FeedforwardActivation.Gelu ? Gelu : Relu, value))]);
            double[] Dense(string name, double[] rows) => DenseLoops.Product(rows, own[$"{prefix}{name}.weight"], own[$"{prefix}{name}.bias"]);
            values = encoder.NormFirst ? Sum(values, Attended(Normalized("norm1", values))) : Normalized("norm1", Sum(values, Attended(values)));
            values = encoder.NormFirst ? Sum(values, Fed(Normalized("norm2", values))) : Normalized("norm2", Sum(values, Fed(values)));
        }

        return values;
    }

    // each head answers softmax(Q Kᵀ / √d) V
    private static double[] Attend(MultiheadAttention layer, PlainWeights own, string prefix, double[] query, double[] key, double[] value)
    {
        var (features, heads) = (layer.EmbedDim, layer.NumHeads);
        var width = features / heads;
        var (q, k, v) = (Projected("q", 0, query), Projected("k", 1, key), Projected("v", 2, value));
        var (rows, columns) = (q.Length / features, k.Length / features);
        var joined = new double[q.Length];
        Parallel.For(0, rows * heads, place =>
        {
            var (row, head) = Math.DivRem(place, heads);
            var first = head * width;
            var scores = Enumerable.Range(0, columns).Select(column => Enumerable.Range(first, width).Sum(i => q[(row * features) + i] * k[(column * features) + i]) / Math.Sqrt(width)).ToArray();
            var shares = ActivationLoops.Softmax(scores);
            for (var i = first; i < first + width; i++)
            {
                joined[(row * features) + i] = shares.Select((share, column) => share * v[(column * features) + i]).Sum();
            }
        });
        return DenseLoops.Product(joined, own[$"{prefix}out_proj.weight"], own.Optional($"{prefix}out_proj.bias"));

        double[] Projected(string part, int place, double[] input)
        {
            var (bias, first) = (own.Optional($"{prefix}in_proj_bias"), place * features);
            if (own.Optional($"{prefix}in_proj_weight") is { } packed)
            {
                return DenseLoops.Product(input, packed, bias, first, features);
            }

            var projected = DenseLoops.Product(input, own[$"{prefix}{part}_proj_weight"], bias: null);
            return bias is null ? projected : [.. projected.Select((sum, i) => sum + bias.Floats[first + (i % features)])];
        }
    }

    private static readonly Gelu Gelu = new() { Name = "" };

    private static readonly Relu Relu = new() { Name = "" };

    private static double[] Sum(double[] left, double[] right) => [.. left.Zip(right, (first, second) => first + second)];
}
