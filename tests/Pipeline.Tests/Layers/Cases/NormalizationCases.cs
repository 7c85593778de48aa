using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class NormalizationCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<BatchNorm1d>("BatchNorm1d", dice => Batches(dice, dice.Between(0, 1), (features, epsilon, affine) => new BatchNorm1d(epsilon, Affine: affine) { Name = "layer", Features = features })),
        Of<BatchNorm2d>("BatchNorm2d", dice => Batches(dice, 2, (features, epsilon, affine) => new BatchNorm2d(epsilon, Affine: affine) { Name = "layer", Features = features })),
        Of<BatchNorm3d>("BatchNorm3d", dice => Batches(dice, 3, (features, epsilon, affine) => new BatchNorm3d(epsilon, Affine: affine) { Name = "layer", Features = features })),
        Of<InstanceNorm1d>("InstanceNorm1d", dice => Instances(dice, 1, (features, epsilon, affine, tracked) => new InstanceNorm1d(epsilon, 0.1, affine, tracked) { Name = "layer", Features = features })),
        Of<InstanceNorm2d>("InstanceNorm2d", dice => Instances(dice, 2, (features, epsilon, affine, tracked) => new InstanceNorm2d(epsilon, 0.1, affine, tracked) { Name = "layer", Features = features })),
        Of<InstanceNorm3d>("InstanceNorm3d", dice => Instances(dice, 3, (features, epsilon, affine, tracked) => new InstanceNorm3d(epsilon, 0.1, affine, tracked) { Name = "layer", Features = features })),
        Of<LayerNorm>("LayerNorm", dice =>
        {
            var shape = dice.Shape(dice.Between(1, 4), least: 2);
            return Alone(shape, new LayerNorm(Epsilon(dice), dice.Coin(), dice.Coin()) { Name = "layer", NormalizedShape = [.. shape.TakeLast(dice.Between(1, shape.Count))] });
        }),
        Of<GroupNorm>("GroupNorm", dice =>
        {
            var groups = dice.Between(1, 4);
            var channels = groups * dice.Between(2, 4);
            return Alone(dice.Channels(channels, dice.Between(0, 3)), new GroupNorm(Epsilon(dice), dice.Coin()) { Name = "layer", Groups = groups, Channels = channels });
        }),
        Of<LocalResponseNorm>("LocalResponseNorm", dice => Alone(
            dice.Channels(dice.Between(1, 9), dice.Between(1, 3)),
            new LocalResponseNorm(dice.OneOf(1e-4, 0.1, 2), dice.OneOf(0.75, 0.5, 1.3), dice.OneOf(1, 2.5, 0.5)) { Name = "layer", Size = dice.Between(1, 7) })),
    ];

    private static double Epsilon(Dice dice) => dice.OneOf(1e-5, 1e-3, 0.1);

    private static NetworkSpec Batches(Dice dice, int axes, Func<int, double, bool?, BatchNorm> make)
    {
        var features = dice.Between(1, 9);
        return Alone(dice.Channels(features, axes), make(features, Epsilon(dice), dice.OneOf<bool?>(null, true, false)));
    }

    private static NetworkSpec Instances(Dice dice, int axes, Func<int, double, bool, bool, InstanceNorm> make)
    {
        var features = dice.Between(1, 9);
        return Alone(dice.Channels(features, axes, least: 2), make(features, Epsilon(dice), dice.Coin(), dice.Coin()));
    }
}
