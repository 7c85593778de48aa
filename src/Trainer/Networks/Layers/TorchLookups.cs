using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>What embeddings mean to TorchSharp.</summary>
internal static class TorchLookups
{
    /// <summary>A lookup in its table (numbers, features).</summary>
    public static Func<Tensor, Tensor> Bind(Lookup lookup, Tensor table) => lookup switch
    {
        Embedding => input => Rows(table, input),
        EmbeddingBag { Mode: BagMode.Sum } => input => Rows(table, input).sum(1),
        EmbeddingBag { Mode: BagMode.Mean } => input => Rows(table, input).mean([1]),
        EmbeddingBag { Mode: BagMode.Max } => input => Rows(table, input).amax([1]),
        _ => throw new NotSupportedException($"lookup of kind {lookup.GetType().Name} has no TorchSharp mapping"),
    };

    private static Tensor Rows(Tensor table, Tensor input) => table.index_select(0, input.flatten()).reshape([.. input.shape, table.shape[1]]);
}
