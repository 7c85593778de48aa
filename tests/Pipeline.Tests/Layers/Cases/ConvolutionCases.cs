using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class ConvolutionCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Conv1d>("Conv1d", dice => Convolved(dice, 1, o => new Conv1d(o.Stride, o.Padding, o.Dilation, o.Groups, o.Bias, o.Mode) { Name = "layer", InChannels = o.InChannels, OutChannels = o.OutChannels, Kernel = o.Kernel })),
        Of<Conv2d>("Conv2d", dice => Convolved(dice, 2, o => new Conv2d(o.Stride, o.Padding, o.Dilation, o.Groups, o.Bias, o.Mode) { Name = "layer", InChannels = o.InChannels, OutChannels = o.OutChannels, Kernel = o.Kernel })),
        Of<Conv3d>("Conv3d", dice => Convolved(dice, 3, o => new Conv3d(o.Stride, o.Padding, o.Dilation, o.Groups, o.Bias, o.Mode) { Name = "layer", InChannels = o.InChannels, OutChannels = o.OutChannels, Kernel = o.Kernel })),
        Of<ConvTranspose1d>("ConvTranspose1d", dice => Transposed(dice, 1, o => new ConvTranspose1d(o.Stride, o.Taken, o.Added, o.Dilation, o.Groups, o.Bias) { Name = "layer", InChannels = o.InChannels, OutChannels = o.OutChannels, Kernel = o.Kernel })),
        Of<ConvTranspose2d>("ConvTranspose2d", dice => Transposed(dice, 2, o => new ConvTranspose2d(o.Stride, o.Taken, o.Added, o.Dilation, o.Groups, o.Bias) { Name = "layer", InChannels = o.InChannels, OutChannels = o.OutChannels, Kernel = o.Kernel })),
        Of<ConvTranspose3d>("ConvTranspose3d", dice => Transposed(dice, 3, o => new ConvTranspose3d(o.Stride, o.Taken, o.Added, o.Dilation, o.Groups, o.Bias) { Name = "layer", InChannels = o.InChannels, OutChannels = o.OutChannels, Kernel = o.Kernel })),
        Of<Unfold>("Unfold", dice => Alone(
            dice.Channels(dice.Between(1, 4), 2, least: 7),
            new Unfold(dice.Sizes(2, 1, 2), dice.Sizes(2, 0, 3), dice.Sizes(2, 1, 3)) { Name = "layer", Kernel = dice.Sizes(2, 1, 4) })),
        Of<Fold>("Fold", dice =>
        {
            var layer = new Fold(dice.Sizes(2, 1, 2), dice.Sizes(2, 0, 3), dice.Sizes(2, 1, 3)) { Name = "layer", OutputSize = dice.Sizes(2, 7, 12), Kernel = dice.Sizes(2, 1, 4) };
            return Alone([dice.Between(1, 4) * Product(layer.Window().Kernel), Product(layer.Windows())], layer);
        }),
    ];

    private static NetworkSpec Convolved(Dice dice, int axes, Func<Options, Convolution> make)
    {
        var options = Options.Draw(dice, axes);
        return Alone(dice.Channels(options.InChannels, axes, axes == 3 ? 5 : 7), make(options));
    }

    private static NetworkSpec Transposed(Dice dice, int axes, Func<Options, TransposedConvolution> make)
    {
        var options = Options.Draw(dice, axes);
        return Alone(dice.Channels(options.InChannels, axes, axes == 1 ? 3 : 2), make(options));
    }

    private static int Product(int[] sizes) => sizes.Aggregate((product, size) => product * size);

    /// <summary>What a convolution may say; a transposed one takes off the output and adds to it, where that leaves something.</summary>
    private sealed record Options(
        int InChannels, int OutChannels, Sizes Kernel, Sizes Stride, Sizes Dilation, int Groups, bool Bias, ConvPadding Padding, PaddingMode Mode, Sizes Taken, Sizes Added)
    {
        public static Options Draw(Dice dice, int axes)
        {
            var (groups, isSame) = (dice.Between(1, 3), dice.Below(4) == 0);
            var (inChannels, outChannels) = (groups * dice.Between(1, 3), groups * dice.Between(1, 3));
            var (kernel, dilation) = (dice.Sizes(axes, 1, axes == 3 ? 3 : 4), dice.Sizes(axes, 1, 2));
            var stride = isSame ? 1 : dice.Sizes(axes, 1, 3);
            var (steps, distances, places) = (stride.For(axes)!, dilation.For(axes)!, kernel.For(axes)!);
            return new Options(
                inChannels,
                outChannels,
                kernel,
                stride,
                dilation,
                groups,
                dice.Coin(),
                isSame ? ConvPadding.Same : dice.Sizes(axes, 0, 2),
                dice.OneOf(PaddingMode.Zeros, PaddingMode.Reflect, PaddingMode.Replicate, PaddingMode.Circular),
                new Sizes([.. places.Select(size => dice.Between(0, size / 2))]),
                new Sizes([.. steps.Zip(distances, (step, distance) => dice.Between(0, Math.Max(step, distance) - 1))]));
        }
    }
}
