using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class PoolingCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<MaxPool2d>("MaxPool2d", dice =>
        {
            var kernel = dice.Between(1, 4);
            return Alone(dice.Shape(3, least: 7), new MaxPool2d(Stride: dice.Between(1, 3), Padding: dice.Between(0, kernel / 2), Dilation: dice.Between(1, 2)) { Name = "layer", Kernel = kernel });
        }),
        Of<AvgPool2d>("AvgPool2d", dice =>
        {
            var kernel = dice.Between(1, 4);
            return Alone(dice.Shape(3, least: 7), new AvgPool2d(Stride: dice.Between(1, 3), Padding: dice.Between(0, kernel / 2), CountPadding: dice.Coin()) { Name = "layer", Kernel = kernel });
        }),
        Of<GlobalAvgPool2d>("AdaptiveAvgPool2d", dice => Alone(dice.Shape(3), new GlobalAvgPool2d { Name = "layer" })),
    ];
}
