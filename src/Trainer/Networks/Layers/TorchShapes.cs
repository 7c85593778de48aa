using Toolchain.Contracts.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using UpsampleMode = Toolchain.Contracts.Networks.UpsampleMode;

namespace Toolchain.Trainer.Networks;

/// <summary>What layers that move values about mean to TorchSharp.</summary>
internal static class TorchShapes
{
    /// <summary>A part of the axes as one.</summary>
    public static Func<Tensor, Tensor> Bind(Flatten layer)
    {
        var (start, end) = (layer.StartDim ?? 1, layer.EndDim ?? -1);
        return input => input.flatten(start, end);
    }

    /// <summary>The same values in another shape.</summary>
    public static Func<Tensor, Tensor> Bind(Reshape layer)
    {
        long[] shape = [-1, .. layer.Shape.Select(size => (long)size)];
        return input => input.reshape(shape);
    }

    /// <summary>One axis as several.</summary>
    public static Func<Tensor, Tensor> Bind(Unflatten layer)
    {
        long[] sizes = [.. layer.Sizes.Select(size => (long)size)];
        return input => input.unflatten(layer.Dim < 0 ? layer.Dim + input.dim() : layer.Dim, sizes); // TorchSharp counts from the front alone
    }

    /// <summary>The axes in another order.</summary>
    public static Func<Tensor, Tensor> Bind(Permute layer)
    {
        long[] axes = [.. layer.Dims.Select(axis => (long)axis)];
        return input => input.permute(axes);
    }

    /// <summary>The mean over axes.</summary>
    public static Func<Tensor, Tensor> Bind(Mean layer)
    {
        long[] axes = [.. layer.Dims.Select(axis => (long)axis)];
        return input => input.mean(axes, layer.KeepDim);
    }

    /// <summary>A part of an axis.</summary>
    public static Func<Tensor, Tensor> Bind(Narrow layer) => input => input.narrow(layer.Dim, layer.Start, layer.Length);

    /// <summary>Values around the input.</summary>
    public static Func<Tensor, Tensor> Bind(PaddingLayer layer)
    {
        var (before, after) = layer.Sides();
        var (sides, mode, fill) = (Sides(before, after), Mode(layer.Mode), layer.Fill);
        return input => pad(input, sides, mode, fill);
    }

    /// <summary>Another size.</summary>
    public static Func<Tensor, Tensor> Bind(Upsample layer) => input =>
    {
        var axes = (int)input.dim() - 2;
        long[]? size = layer.Size is { } sizes ? [.. sizes.For(axes)!.Select(each => (long)each)] : null;
        return interpolate(input, size, layer.Scales(axes), Mode(layer.Mode), layer.Mode == UpsampleMode.Nearest ? null : layer.AlignCorners);
    };

    /// <summary>Padding as TorchSharp counts it: the last axis first, before and after each.</summary>
    public static long[] Sides(int[] before, int[] after) => [.. Enumerable.Range(0, before.Length).Reverse().SelectMany(axis => new[] { (long)before[axis], after[axis] })];

    /// <summary>TorchSharp's word for what stands in the padding.</summary>
    public static PaddingModes Mode(PaddingMode mode) => mode switch
    {
        PaddingMode.Reflect => PaddingModes.Reflect,
        PaddingMode.Replicate => PaddingModes.Replicate,
        PaddingMode.Circular => PaddingModes.Circular,
        _ => PaddingModes.Constant,
    };

    private static InterpolationMode Mode(UpsampleMode mode) => mode switch
    {
        UpsampleMode.Linear => InterpolationMode.Linear,
        UpsampleMode.Bilinear => InterpolationMode.Bilinear,
        UpsampleMode.Bicubic => InterpolationMode.Bicubic,
        UpsampleMode.Trilinear => InterpolationMode.Trilinear,
        _ => InterpolationMode.Nearest,
    };
}
