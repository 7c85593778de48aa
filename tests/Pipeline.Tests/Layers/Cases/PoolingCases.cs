using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class PoolingCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<MaxPool1d>("MaxPool1d", dice => Pooled(dice, 1, o => new MaxPool1d(o.Stride, o.Padding, dice.Sizes(1, 1, 2), o.CeilMode) { Name = "layer", Kernel = o.Kernel })),
        Of<MaxPool2d>("MaxPool2d", dice => Pooled(dice, 2, o => new MaxPool2d(o.Stride, o.Padding, dice.Sizes(2, 1, 2), o.CeilMode) { Name = "layer", Kernel = o.Kernel })),
        Of<MaxPool3d>("MaxPool3d", dice => Pooled(dice, 3, o => new MaxPool3d(o.Stride, o.Padding, dice.Sizes(3, 1, 2), o.CeilMode) { Name = "layer", Kernel = o.Kernel })),
        Of<AvgPool1d>("AvgPool1d", dice => Pooled(dice, 1, o => new AvgPool1d(o.Stride, o.Padding, dice.Coin(), o.CeilMode) { Name = "layer", Kernel = o.Kernel })),
        Of<AvgPool2d>("AvgPool2d", dice => Pooled(dice, 2, o => new AvgPool2d(o.Stride, o.Padding, dice.Coin(), o.CeilMode, dice.OneOf<int?>(null, null, 1, 7)) { Name = "layer", Kernel = o.Kernel })),
        Of<AvgPool3d>("AvgPool3d", dice => Pooled(dice, 3, o => new AvgPool3d(o.Stride, o.Padding, dice.Coin(), o.CeilMode, dice.OneOf<int?>(null, null, 1, 7)) { Name = "layer", Kernel = o.Kernel })),
        Of<LpPool1d>("LPPool1d", dice => Powers(dice, 1, (o, power) => new LpPool1d(o.Stride, o.CeilMode) { Name = "layer", Kernel = o.Kernel, NormType = power })),
        Of<LpPool2d>("LPPool2d", dice => Powers(dice, 2, (o, power) => new LpPool2d(o.Stride, o.CeilMode) { Name = "layer", Kernel = o.Kernel, NormType = power })),
        Of<AdaptiveAvgPool1d>("AdaptiveAvgPool1d", dice => Parts(dice, 1, sizes => new AdaptiveAvgPool1d { Name = "layer", OutputSize = sizes })),
        Of<AdaptiveAvgPool2d>("AdaptiveAvgPool2d", dice => Parts(dice, 2, sizes => new AdaptiveAvgPool2d { Name = "layer", OutputSize = sizes })),
        Of<AdaptiveAvgPool3d>("AdaptiveAvgPool3d", dice => Parts(dice, 3, sizes => new AdaptiveAvgPool3d { Name = "layer", OutputSize = sizes })),
        Of<AdaptiveMaxPool1d>("AdaptiveMaxPool1d", dice => Parts(dice, 1, sizes => new AdaptiveMaxPool1d { Name = "layer", OutputSize = sizes })),
        Of<AdaptiveMaxPool2d>("AdaptiveMaxPool2d", dice => Parts(dice, 2, sizes => new AdaptiveMaxPool2d { Name = "layer", OutputSize = sizes })),
        Of<AdaptiveMaxPool3d>("AdaptiveMaxPool3d", dice => Parts(dice, 3, sizes => new AdaptiveMaxPool3d { Name = "layer", OutputSize = sizes })),
        Of<GlobalAvgPool2d>("AdaptiveAvgPool2d", dice => Alone(dice.Shape(3), new GlobalAvgPool2d { Name = "layer" })),
    ];

    private static NetworkSpec Pooled(Dice dice, int axes, Func<Options, Pooling> make)
    {
        var kernel = dice.Sizes(axes, 1, axes == 3 ? 3 : 4);
        var padding = new Sizes([.. kernel.For(axes)!.Select(size => dice.Between(0, size / 2))]);
        return Alone(
            dice.Channels(dice.Between(1, 4), axes, axes == 3 ? 5 : 7),
            make(new Options(kernel, dice.Coin() ? dice.Sizes(axes, 1, 5) : null, padding, dice.Coin())));
    }

    // an odd or broken power of a negative sum is no number; both must say so
    private static NetworkSpec Powers(Dice dice, int axes, Func<Options, double, PowerPooling> make)
    {
        var power = dice.OneOf(1, 2, 3, 4, 1.5, 0.5);
        var network = Pooled(dice, axes, options => make(options, power));
        return dice.Below(4) == 0 ? network : network with { Layers = [new Sigmoid { Name = "positive" }, .. network.Layers] };
    }

    // also to more places than there are
    private static NetworkSpec Parts(Dice dice, int axes, Func<Sizes, AdaptivePooling> make)
    {
        var shape = dice.Shape(axes + 1);
        var sizes = dice.Below(3) switch
        {
            0 => dice.Sizes(axes, 1, 9),
            1 => 1,
            _ => new Sizes([.. shape.Skip(1).Select(size => dice.OneOf([.. Enumerable.Range(1, size).Where(part => size % part == 0)]))]),
        };
        return Alone(shape, make(sizes));
    }

    private sealed record Options(Sizes Kernel, Sizes? Stride, Sizes Padding, bool CeilMode);
}
