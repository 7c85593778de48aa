using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Toolchain.Trainer.Networks;

/// <summary>What layers that read several others mean to TorchSharp.</summary>
internal static class TorchJoints
{
    /// <summary>A joint.</summary>
    /// <param name="joint">The layer.</param>
    /// <param name="own">Its parameters, null where it has none of a name.</param>
    public static LayerFunction Bind(Joint joint, Func<string, Tensor?> own) => joint switch
    {
        Add => (inputs, _) => inputs.Skip(1).Aggregate(inputs[0], (sum, next) => sum.add(next, Scalars.One)),
        Subtract => (inputs, _) => inputs[0].add(inputs[1], Scalars.MinusOne),
        Multiply => (inputs, _) => inputs.Aggregate((product, next) => product.mul(next)),
        Divide => (inputs, _) => inputs[0].div(inputs[1]),
        Maximum => (inputs, _) => inputs.Aggregate((largest, next) => largest.maximum(next)),
        Minimum => (inputs, _) => inputs.Aggregate((smallest, next) => smallest.minimum(next)),
        Concatenate layer => (inputs, _) => cat([.. inputs], layer.Dim),
        MatMul => (inputs, _) => inputs[0].matmul(inputs[1]),
        CosineSimilarity layer => (inputs, _) => cosine_similarity(inputs[0], inputs[1], layer.Dim, layer.Epsilon),
        PairwiseDistance layer => (inputs, _) => pairwise_distance(inputs[0], inputs[1], layer.P, layer.Epsilon, layer.KeepDim),
        Bilinear => Product(own("weight")!, own("bias")),
        _ => throw new NotSupportedException($"layer '{joint.Name}' of kind {joint.GetType().Name} has no TorchSharp mapping"),
    };

    private static LayerFunction Product(Tensor weight, Tensor? bias) => (inputs, _) => bilinear(inputs[0], inputs[1], weight, bias);
}
