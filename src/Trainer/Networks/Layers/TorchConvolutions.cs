using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Toolchain.Trainer.Networks;

/// <summary>What convolutions and their kin mean to TorchSharp.</summary>
internal static class TorchConvolutions
{
    /// <summary>A convolution with its weights.</summary>
    public static Func<Tensor, Tensor> Bind(Convolution conv, Tensor weight, Tensor? bias)
    {
        var window = conv.Window();
        if (conv.PaddingMode == PaddingMode.Zeros && window.Before.SequenceEqual(window.After))
        {
            return Bind(conv, window, weight, bias);
        }

        var (sides, mode) = (TorchShapes.Sides(window.Before, window.After), TorchShapes.Mode(conv.PaddingMode));
        var bare = Bind(conv, window with { Before = new int[conv.Axes], After = new int[conv.Axes] }, weight, bias);
        return input => bare(pad(input, sides, mode));
    }

    /// <summary>A transposed convolution with its weights.</summary>
    public static Func<Tensor, Tensor> Bind(TransposedConvolution conv, Tensor weight, Tensor? bias)
    {
        var window = conv.Window();
        var (stride, padding, extra, dilation, groups) = (Long(window.Stride), Long(window.Before), Long(conv.Extra()), Long(window.Dilation), (long)conv.Groups);
        return conv.Axes switch
        {
            1 => input => conv_transpose1d(input, weight, bias, stride[0], padding[0], extra[0], dilation[0], groups),
            2 => input => conv_transpose2d(input, weight, bias, stride, padding, extra, dilation, groups),
            _ => input => conv_transpose3d(input, weight, bias, stride, padding, extra, dilation, groups),
        };
    }

    /// <summary>The columns under a window.</summary>
    public static Func<Tensor, Tensor> Bind(Unfold layer)
    {
        var window = layer.Window();
        return input => unfold(input, Pair(window.Kernel), Pair(window.Dilation), Pair(window.Before), Pair(window.Stride));
    }

    /// <summary>Columns laid back.</summary>
    public static Func<Tensor, Tensor> Bind(Fold layer)
    {
        var window = layer.Window();
        var size = Pair(layer.OutputSize.For(layer.Axes)!);
        return input => fold(input, size, Pair(window.Kernel), Pair(window.Dilation), Pair(window.Before), Pair(window.Stride));
    }

    private static Func<Tensor, Tensor> Bind(Convolution conv, Window window, Tensor weight, Tensor? bias)
    {
        var (stride, padding, dilation, groups) = (Long(window.Stride), Long(window.Before), Long(window.Dilation), (long)conv.Groups);
        return conv.Axes switch
        {
            1 => input => conv1d(input, weight, bias, stride[0], padding[0], dilation[0], groups),
            2 => input => conv2d(ChannelsLast.Of(input), weight, bias, stride, padding, dilation, groups),
            _ => input => conv3d(input, weight, bias, stride, padding, dilation, groups),
        };
    }

    private static long[] Long(int[] sizes) => [.. sizes.Select(size => (long)size)];

    private static (long, long) Pair(int[] sizes) => (sizes[0], sizes[1]);
}
