using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>A window that answers with one number for each channel: [channels, …], the sizes after the channels smaller.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="CeilMode">Whether a last window may hang over the end.</param>
public abstract record Pooling(Sizes? Stride, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool CeilMode) : SlidingLayer
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        var sizes = Slide(input, CeilMode);
        var window = Window();
        var wide = Enumerable.Range(0, Axes).Any(axis => window.Before[axis] > window.Kernel[axis] / 2);
        return wide ? throw Impossible($"has a padding of {new Sizes(window.Before)}, more than half its kernel of {Kernel}") : [input[0], .. sizes];
    }
}

/// <summary>The largest value of a window; padding never wins.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Padding on each side, at most half the window; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
/// <param name="CeilMode">Whether a last window may hang over the end.</param>
public abstract record MaxPooling(Sizes? Stride, Sizes? Padding, Sizes? Dilation, bool CeilMode) : Pooling(Stride, CeilMode)
{
    /// <inheritdoc/>
    public override Window Window() => WindowOf(Kernel, Stride ?? Kernel, Padding, Dilation);
}

/// <summary>The largest value of a window of [channels, length]. See <see cref="MaxPooling"/>.</summary>
/// <inheritdoc cref="MaxPooling"/>
public sealed record MaxPool1d(Sizes? Stride = null, Sizes? Padding = null, Sizes? Dilation = null, bool CeilMode = false) : MaxPooling(Stride, Padding, Dilation, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>The largest value of a window of pictures [channels, height, width]. See <see cref="MaxPooling"/>.</summary>
/// <inheritdoc cref="MaxPooling"/>
public sealed record MaxPool2d(Sizes? Stride = null, Sizes? Padding = null, Sizes? Dilation = null, bool CeilMode = false) : MaxPooling(Stride, Padding, Dilation, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>The largest value of a window of volumes [channels, depth, height, width]. See <see cref="MaxPooling"/>.</summary>
/// <inheritdoc cref="MaxPooling"/>
public sealed record MaxPool3d(Sizes? Stride = null, Sizes? Padding = null, Sizes? Dilation = null, bool CeilMode = false) : MaxPooling(Stride, Padding, Dilation, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}

/// <summary>The mean of a window.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Zeros on each side, at most half the window; absent: none.</param>
/// <param name="CountPadding">Whether padding counts in the mean. PyTorch's <c>count_include_pad</c>.</param>
/// <param name="CeilMode">Whether a last window may hang over the end; what hangs over never counts.</param>
public abstract record MeanPooling(Sizes? Stride, Sizes? Padding, bool CountPadding, bool CeilMode) : Pooling(Stride, CeilMode)
{
    /// <summary>What the sum of a window is divided by, whatever it holds; null: by what counts. PyTorch's <c>divisor_override</c>.</summary>
    [JsonIgnore]
    public virtual int? Divisor => null;

    /// <inheritdoc/>
    public override Window Window() => WindowOf(Kernel, Stride ?? Kernel, Padding, dilation: null);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) =>
        Divisor is null or > 0 ? base.OutputShape(input) : throw Impossible($"has the divisor {Divisor}; it must be at least 1");
}

/// <summary>The mean of a window of [channels, length]. See <see cref="MeanPooling"/>.</summary>
/// <inheritdoc cref="MeanPooling"/>
public sealed record AvgPool1d(Sizes? Stride = null, Sizes? Padding = null, bool CountPadding = true, bool CeilMode = false) : MeanPooling(Stride, Padding, CountPadding, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>The mean of a window of pictures [channels, height, width]. See <see cref="MeanPooling"/>.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Zeros on each side, at most half the window; absent: none.</param>
/// <param name="CountPadding">Whether padding counts in the mean. PyTorch's <c>count_include_pad</c>.</param>
/// <param name="CeilMode">Whether a last window may hang over the end; what hangs over never counts.</param>
/// <param name="DivisorOverride">What the sum of a window is divided by; absent: by what counts.</param>
public sealed record AvgPool2d(Sizes? Stride = null, Sizes? Padding = null, bool CountPadding = true, bool CeilMode = false, int? DivisorOverride = null)
    : MeanPooling(Stride, Padding, CountPadding, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? Divisor => DivisorOverride;
}

/// <summary>The mean of a window of volumes [channels, depth, height, width]. See <see cref="MeanPooling"/>.</summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="Padding">Zeros on each side, at most half the window; absent: none.</param>
/// <param name="CountPadding">Whether padding counts in the mean. PyTorch's <c>count_include_pad</c>.</param>
/// <param name="CeilMode">Whether a last window may hang over the end; what hangs over never counts.</param>
/// <param name="DivisorOverride">What the sum of a window is divided by; absent: by what counts.</param>
public sealed record AvgPool3d(Sizes? Stride = null, Sizes? Padding = null, bool CountPadding = true, bool CeilMode = false, int? DivisorOverride = null)
    : MeanPooling(Stride, Padding, CountPadding, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int? Divisor => DivisorOverride;
}
