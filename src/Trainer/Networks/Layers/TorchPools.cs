using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Toolchain.Trainer.Networks;

/// <summary>What pooling means to TorchSharp.</summary>
internal static class TorchPools
{
    /// <summary>Pooling by a window.</summary>
    public static Func<Tensor, Tensor> Bind(Pooling pooling)
    {
        var window = pooling.Window();
        var (kernel, stride, padding, dilation, ceil) = (Long(window.Kernel), Long(window.Stride), Long(window.Before), Long(window.Dilation), pooling.CeilMode);
        return pooling switch
        {
            MaxPool1d => input => max_pool1d(input, kernel[0], stride[0], padding[0], dilation[0], ceil),
            MaxPool2d => input => max_pool2d(input, kernel, stride, padding, dilation, ceil),
            MaxPool3d => input => max_pool3d(input, kernel, stride, padding, dilation, ceil),
            AvgPool1d mean => input => avg_pool1d(input, kernel[0], stride[0], padding[0], ceil, mean.CountPadding),
            AvgPool2d mean => input => avg_pool2d(input, kernel, stride, padding, ceil, mean.CountPadding, mean.DivisorOverride),
            AvgPool3d mean => input => avg_pool3d(input, kernel, stride, padding, ceil, mean.CountPadding, mean.DivisorOverride),
            LpPool1d norm => input => lp_pool1d(input, norm.NormType, kernel[0], stride[0], ceil),
            LpPool2d norm => input => lp_pool2d(input, norm.NormType, kernel, stride, ceil),
            _ => throw new NotSupportedException($"pooling of kind {pooling.GetType().Name} has no TorchSharp mapping"),
        };
    }

    /// <summary>Pooling to a size.</summary>
    public static Func<Tensor, Tensor> Bind(AdaptivePooling pooling)
    {
        var size = Long(pooling.OutputSize.For(pooling.Axes)!);
        return pooling switch
        {
            AdaptiveAvgPool1d => input => adaptive_avg_pool1d(input, size[0]),
            AdaptiveAvgPool2d => input => adaptive_avg_pool2d(input, size),
            AdaptiveAvgPool3d => input => adaptive_avg_pool3d(input, size),
            AdaptiveMaxPool1d => input => adaptive_max_pool1d(input, size[0]),
            AdaptiveMaxPool2d => input => adaptive_max_pool2d(input, size),
            AdaptiveMaxPool3d => input => LargestOfVolumes(input, size),
            _ => throw new NotSupportedException($"pooling of kind {pooling.GetType().Name} has no TorchSharp mapping"),
        };
    }

    // TorchSharp 0.107 calls the function of one axis for three: height and width here, then the depth
    private static Tensor LargestOfVolumes(Tensor input, long[] size)
    {
        var (batch, channels, depth) = (input.size(0), input.size(1), input.size(2));
        var flat = adaptive_max_pool2d(input.flatten(1, 2), [size[1], size[2]]).reshape(batch, channels, depth, size[1] * size[2]);
        return adaptive_max_pool2d(flat, [size[0], size[1] * size[2]]).reshape(batch, channels, size[0], size[1], size[2]);
    }

    private static long[] Long(int[] sizes) => [.. sizes.Select(size => (long)size)];
}
