using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// The values under each stand of a window as a column: [channels, height, width] → [channels · kernel, windows]. Source: <c>torch.nn.Unfold</c>.
/// </summary>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
/// <param name="Padding">Zeros on each side; absent: none.</param>
/// <param name="Stride">Step of the window; absent: 1.</param>
public sealed record Unfold(Sizes? Dilation = null, Sizes? Padding = null, Sizes? Stride = null) : SlidingLayer
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;

    /// <inheritdoc/>
    public override Window Window() => WindowOf(Kernel, Stride, Padding, Dilation);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        var sizes = Slide(input);
        return [Product(input[0], Window().Kernel), Product(1, sizes)];
    }
}

/// <summary>
/// Columns laid back where a window stood, added where windows overlap: [channels · kernel, windows] → [channels, height, width]. Source: <c>torch.nn.Fold</c>.
/// </summary>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
/// <param name="Padding">Values left away on each side; absent: none.</param>
/// <param name="Stride">Step of the window; absent: 1.</param>
public sealed record Fold(Sizes? Dilation = null, Sizes? Padding = null, Sizes? Stride = null) : SlidingLayer
{
    /// <summary>Height and width of the output.</summary>
    public required Sizes OutputSize { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;

    /// <inheritdoc/>
    public override Window Window() => WindowOf(Kernel, Stride, Padding, Dilation);

    /// <summary>Stands of the window along height and width.</summary>
    public int[] Windows() => Slide([1, .. RequireSizes(OutputSize, Axes, 1, "an output size")]);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (places, windows) = (Product(1, Window().Kernel), Product(1, Windows()));
        return input is [var values, var columns] && values % places == 0 && columns == windows ? [values / places, .. RequireSizes(OutputSize, Axes, 1, "an output size")]
            : throw Impossible($"takes [a multiple of {places}, {windows}], but gets {Text(input)}");
    }
}
