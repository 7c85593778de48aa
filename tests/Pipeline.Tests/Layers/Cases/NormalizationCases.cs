using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class NormalizationCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<BatchNorm1d>("BatchNorm1d", dice =>
        {
            var shape = dice.Shape(dice.Between(1, 2));
            return Alone(shape, new BatchNorm1d(Epsilon: dice.OneOf(1e-5, 1e-3, 0.1)) { Name = "layer", Features = shape[0] });
        }),
        Of<BatchNorm2d>("BatchNorm2d", dice =>
        {
            var shape = dice.Shape(3);
            return Alone(shape, new BatchNorm2d(Epsilon: dice.OneOf(1e-5, 1e-3, 0.1)) { Name = "layer", Features = shape[0] });
        }),
    ];
}
