using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>Attention in TorchSharp, written out, so that dropout is ours and resumes exactly.</summary>
internal sealed class TorchAttention
{
    private static readonly string[] Parts = ["q", "k", "v"];

    private readonly MultiheadAttention layer;
    private readonly Projection[] inward;
    private readonly Projection outward;
    private readonly Scalar scale;

    /// <summary>Binds attention to its parameters.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="parameters">All of the network, by name.</param>
    public TorchAttention(MultiheadAttention layer, IReadOnlyDictionary<string, Tensor> parameters)
    {
        this.layer = layer;
        inward = [.. Enumerable.Range(0, 3).Select(part => Inward(layer, part, parameters))];
        outward = new Projection(parameters[$"{layer.Name}.out_proj.weight"], parameters.GetValueOrDefault($"{layer.Name}.out_proj.bias"), 0, 0, layer.EmbedDim);
        scale = (1 / Math.Sqrt((double)layer.EmbedDim / layer.NumHeads)).ToScalar();
    }

    /// <summary>What a network's layer does.</summary>
    public Tensor Run(IReadOnlyList<Tensor> inputs, TrainingPass? training) =>
        inputs.Count == 1 ? Run(inputs[0], inputs[0], inputs[0], training) : Run(inputs[0], inputs[1], inputs[2], training);

    /// <summary>Query (batch, time, features) or (time, batch, features), as the layer wants it, to the same.</summary>
    public Tensor Run(Tensor query, Tensor key, Tensor value, TrainingPass? training)
    {
        var (q, k, v) = (Heads(inward[0], query), Heads(inward[1], key), Heads(inward[2], value)); // (batch, heads, time, features of a head)
        var weights = q.mul(scale).matmul(k.transpose(-2, -1)).softmax(-1); // (batch, heads, time of the query, time of the key)
        if (training is { } pass && layer.Dropout > 0)
        {
            weights = DropoutMask.Apply(new Dropout(layer.Dropout) { Name = layer.Name }, weights, pass);
        }

        var joined = weights.matmul(v).transpose(1, 2).flatten(2); // (batch, time, features)
        return Turned(outward.Run(joined));
    }

    private Tensor Heads(Projection projection, Tensor input) =>
        projection.Run(Turned(input)).unflatten(2, layer.NumHeads, layer.EmbedDim / layer.NumHeads).transpose(1, 2);

    // batch first inside
    private Tensor Turned(Tensor input) => layer.BatchFirst ? input : input.transpose(0, 1);

    private static Projection Inward(MultiheadAttention layer, int part, IReadOnlyDictionary<string, Tensor> parameters)
    {
        var bias = parameters.GetValueOrDefault($"{layer.Name}.in_proj_bias");
        var (from, size) = (part * layer.EmbedDim, layer.EmbedDim);
        return layer.IsPacked
            ? new Projection(parameters[$"{layer.Name}.in_proj_weight"], bias, from, from, size)
            : new Projection(parameters[$"{layer.Name}.{Parts[part]}_proj_weight"], bias, 0, from, size);
    }

    /// <summary>Some rows of a matrix and of its bias.</summary>
    private sealed record Projection(Tensor Weight, Tensor? Bias, long FromRow, long FromBias, long Rows)
    {
        public Tensor Run(Tensor input)
        {
            var product = input.matmul(Weight.narrow(0, FromRow, Rows).t());
            return Bias is null ? product : product.add(Bias.narrow(0, FromBias, Rows), Scalars.One);
        }
    }
}
