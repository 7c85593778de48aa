using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class LookupCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Embedding>("Embedding", dice =>
        {
            var rows = dice.Between(1, 30);
            return Numbers(dice.Shape(dice.Between(1, 3)), new Embedding(dice.OneOf<int?>(null, 0, -1)) { Name = "layer", NumEmbeddings = rows, EmbeddingDim = dice.Between(1, 12) });
        }),
        Of<EmbeddingBag>("EmbeddingBag", dice => Numbers(dice.Shape(1), new EmbeddingBag(dice.OneOf(BagMode.Sum, BagMode.Mean, BagMode.Max))
        {
            Name = "layer",
            NumEmbeddings = dice.Between(1, 30),
            EmbeddingDim = dice.Between(1, 12),
        })),
    ];

    private static NetworkSpec Numbers(IReadOnlyList<int> shape, Lookup layer) => Alone(shape, layer) with { InputType = ElementType.Int64 };
}
