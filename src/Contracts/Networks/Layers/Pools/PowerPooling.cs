using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// The p-norm of a window, (Σ xᵖ)^(1/p): of negative sums, which an odd p can give, the root is no number. A window that hangs over the end counts as if it were full
/// of its own mean. Source: <c>torch.nn.LPPool2d</c>.
/// </summary>
/// <param name="Stride">Step of the window; absent: the window's own size.</param>
/// <param name="CeilMode">Whether a last window may hang over the end.</param>
public abstract record PowerPooling(Sizes? Stride, bool CeilMode) : Pooling(Stride, CeilMode)
{
    /// <summary>The exponent p.</summary>
    public required double NormType { get; init; }

    /// <inheritdoc/>
    public override Window Window() => WindowOf(Kernel, Stride ?? Kernel, padding: null, dilation: null);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequireBetween(NormType, 0.01, 100, "normType");
        return base.OutputShape(input);
    }
}

/// <summary>The p-norm of a window of [channels, length]. See <see cref="PowerPooling"/>.</summary>
/// <inheritdoc cref="PowerPooling"/>
public sealed record LpPool1d(Sizes? Stride = null, bool CeilMode = false) : PowerPooling(Stride, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>The p-norm of a window of pictures [channels, height, width]. See <see cref="PowerPooling"/>.</summary>
/// <inheritdoc cref="PowerPooling"/>
public sealed record LpPool2d(Sizes? Stride = null, bool CeilMode = false) : PowerPooling(Stride, CeilMode)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}
