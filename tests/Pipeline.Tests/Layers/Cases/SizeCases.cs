using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class SizeCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<ConstantPad1d>("ConstantPad1d", dice => Padded(dice, 1, least: -2, padding => new ConstantPad1d(dice.Real(-3, 3)) { Name = "layer", Padding = padding })),
        Of<ConstantPad2d>("ConstantPad2d", dice => Padded(dice, 2, least: -2, padding => new ConstantPad2d(dice.Real(-3, 3)) { Name = "layer", Padding = padding })),
        Of<ConstantPad3d>("ConstantPad3d", dice => Padded(dice, 3, least: -2, padding => new ConstantPad3d(dice.Real(-3, 3)) { Name = "layer", Padding = padding })),
        Of<ZeroPad2d>("ZeroPad2d", dice => Padded(dice, 2, least: -2, padding => new ZeroPad2d { Name = "layer", Padding = padding })),
        Of<ReflectionPad1d>("ReflectionPad1d", dice => Padded(dice, 1, least: 0, padding => new ReflectionPad1d { Name = "layer", Padding = padding })),
        Of<ReflectionPad2d>("ReflectionPad2d", dice => Padded(dice, 2, least: 0, padding => new ReflectionPad2d { Name = "layer", Padding = padding })),
        Of<ReflectionPad3d>("ReflectionPad3d", dice => Padded(dice, 3, least: 0, padding => new ReflectionPad3d { Name = "layer", Padding = padding })),
        Of<ReplicationPad1d>("ReplicationPad1d", dice => Padded(dice, 1, least: 0, padding => new ReplicationPad1d { Name = "layer", Padding = padding })),
        Of<ReplicationPad2d>("ReplicationPad2d", dice => Padded(dice, 2, least: 0, padding => new ReplicationPad2d { Name = "layer", Padding = padding })),
        Of<ReplicationPad3d>("ReplicationPad3d", dice => Padded(dice, 3, least: 0, padding => new ReplicationPad3d { Name = "layer", Padding = padding })),
        Of<Upsample>("Upsample", dice =>
        {
            var axes = dice.Between(1, 3);
            var mode = dice.Coin() ? UpsampleMode.Nearest : axes switch { 1 => UpsampleMode.Linear, 2 => dice.OneOf(UpsampleMode.Bilinear, UpsampleMode.Bicubic), _ => UpsampleMode.Trilinear };
            var corners = mode != UpsampleMode.Nearest && dice.Coin();
            var shape = dice.Channels(dice.Between(1, 3), axes, least: 2);
            return Alone(shape, dice.Coin()
                ? new Upsample(Size: dice.Sizes(axes, 1, 9), Mode: mode, AlignCorners: corners) { Name = "layer" }
                : new Upsample(ScaleFactor: Scales(dice, axes), Mode: mode, AlignCorners: corners) { Name = "layer" });
        }),
        Of<PixelShuffle>("PixelShuffle", dice =>
        {
            var factor = dice.Between(1, 4);
            return Alone(dice.Channels(factor * factor * dice.Between(1, 3), 2), new PixelShuffle { Name = "layer", UpscaleFactor = factor });
        }),
        Of<PixelUnshuffle>("PixelUnshuffle", dice =>
        {
            var factor = dice.Between(1, 4);
            return Alone([dice.Between(1, 4), factor * dice.Between(1, 4), factor * dice.Between(1, 4)], new PixelUnshuffle { Name = "layer", DownscaleFactor = factor });
        }),
    ];

    // none that leaves or doubles a size without being 1 or 2, which is refused
    private static Factors Scales(Dice dice, int axes) => dice.Coin() ? dice.OneOf(0.5, 1, 1.5, 2, 3, 2.7)
        : new Factors([.. Enumerable.Range(0, axes).Select(_ => dice.OneOf(0.5, 1.5, 2.5) + dice.Real(0, 0.49))]);

    private static NetworkSpec Padded(Dice dice, int axes, int least, Func<Sizes, PaddingLayer> make) =>
        Alone(dice.Channels(dice.Between(1, 4), axes, least: 5), make(dice.Sizes(2 * axes, least, 4)));
}
