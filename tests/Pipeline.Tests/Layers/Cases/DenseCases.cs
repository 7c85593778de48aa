using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class DenseCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Linear>("Linear", dice =>
        {
            var shape = dice.Shape();
            return Alone(shape, new Linear(Bias: dice.Coin()) { Name = "layer", InFeatures = shape[^1], OutFeatures = dice.Between(1, 20) });
        }),
        Of<Affine>("torch.mul and torch.add", dice =>
        {
            var shape = dice.Shape();
            var (weight, bias) = (dice.Coin(), dice.Coin());
            return Alone(shape, new Affine(weight, bias || !weight) { Name = "layer", Shape = [.. shape.TakeLast(dice.Between(1, shape.Count)).Select(size => dice.Coin() ? size : 1)] });
        }),
    ];
}
