using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class DenseCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Linear>("Linear", dice =>
        {
            var features = dice.Between(1, 40);
            return Alone([features], new Linear(Bias: dice.Coin()) { Name = "layer", InFeatures = features, OutFeatures = dice.Between(1, 20) });
        }),
    ];
}
