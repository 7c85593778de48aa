namespace Toolchain.Contracts.Networks;

/// <summary>A window that answers with one number for each channel: [c, h, w] → [c, h′, w′].</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Rows and columns of padding on each side, at most half the window; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
public abstract record Pooling(Size2d? Stride, Size2d? Padding, Size2d? Dilation) : SlidingLayer(Padding, Dilation)
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        var size = Slide(input, Stride ?? Kernel);
        var padding = Padding ?? 0;
        return padding.Height <= Kernel.Height / 2 && padding.Width <= Kernel.Width / 2 ? [input[0], size.Height, size.Width]
            : throw Impossible($"has a padding of {padding}, more than half its kernel of {Kernel}");
    }
}

/// <summary>The largest value of a window; padding never wins.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Rows and columns of padding on each side, at most half the window; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
public sealed record MaxPool2d(Size2d? Stride = null, Size2d? Padding = null, Size2d? Dilation = null) : Pooling(Stride, Padding, Dilation);

/// <summary>The mean of a window.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Rows and columns of zeros on each side, at most half the window; absent: none.</param>
/// <param name="CountPadding">Whether padding counts in the mean. PyTorch's <c>count_include_pad</c>.</param>
public sealed record AvgPool2d(Size2d? Stride = null, Size2d? Padding = null, bool CountPadding = true) : Pooling(Stride, Padding, null);

/// <summary>The mean of each channel: [c, h, w] → [c].</summary>
public sealed record GlobalAvgPool2d : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input is [var channels, _, _]
        ? [channels]
        : throw Impossible($"takes pictures [channels, height, width], but gets {Text(input)}");
}
