using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>A layer that moves a window along the axes after the channels: [channels, length], [channels, height, width] or [channels, depth, height, width].</summary>
public abstract record SlidingLayer : LayerSpec
{
    /// <summary>The window's size.</summary>
    [JsonPropertyOrder(1)]
    public required Sizes Kernel { get; init; }

    /// <summary>Axes along which the window moves.</summary>
    [JsonIgnore]
    public abstract int Axes { get; }

    /// <summary>Where the window stands along each axis.</summary>
    /// <exception cref="FormatException">An option is impossible.</exception>
    public abstract Window Window();

    /// <summary>A window with the same padding on both sides.</summary>
    /// <exception cref="FormatException">An option is impossible.</exception>
    private protected Window WindowOf(Sizes kernel, Sizes? stride, Sizes? padding, Sizes? dilation)
    {
        var sides = RequireSizes(padding ?? 0, Axes, 0, "a padding");
        return new Window(RequireSizes(kernel, Axes, 1, "a kernel"), RequireSizes(stride ?? 1, Axes, 1, "a stride"), RequireSizes(dilation ?? 1, Axes, 1, "a dilation"), sides, sides);
    }

    /// <summary>The size of the output along each axis.</summary>
    /// <exception cref="FormatException">The input is of another form, or the window does not fit into it.</exception>
    protected int[] Slide(IReadOnlyList<int> input, bool ceilMode = false)
    {
        RequireForm(input, Axes);
        var window = Window();
        return [.. Enumerable.Range(0, Axes).Select(axis =>
        {
            var (size, reach) = (input[axis + 1], window.Reach(axis));
            var padded = (long)size + window.Before[axis] + window.After[axis];
            return padded < reach ? throw Impossible($"has a window that reaches over {reach}, but the padded {AxisName(axis, Axes)} is {padded}")
                : window.Places(axis, size, ceilMode) is var places && places <= int.MaxValue ? (int)places
                : throw Impossible($"would give a {AxisName(axis, Axes)} of {places}");
        })];
    }
}

/// <summary>A window and its steps along each axis.</summary>
/// <param name="Kernel">Places of the window.</param>
/// <param name="Stride">Steps between two windows.</param>
/// <param name="Dilation">Distance between two places of a window.</param>
/// <param name="Before">Padding before the first value.</param>
/// <param name="After">Padding after the last value.</param>
public sealed record Window(int[] Kernel, int[] Stride, int[] Dilation, int[] Before, int[] After)
{
    /// <summary>Values from the first to the last place of the window.</summary>
    public long Reach(int axis) => (Dilation[axis] * (Kernel[axis] - 1L)) + 1;

    /// <summary>
    /// Windows along an axis of so many values, ⌊(size + padding − dilation · (kernel − 1) − 1) / stride⌋ + 1; with <paramref name="ceilMode"/> a last window
    /// may hang over the end, if it begins inside the input or the padding before it. Source: <c>torch.nn.MaxPool2d</c>.
    /// </summary>
    public long Places(int axis, long size, bool ceilMode = false)
    {
        var room = size + Before[axis] + After[axis] - Reach(axis);
        var places = (room / Stride[axis]) + 1;
        return ceilMode && room % Stride[axis] != 0 && places * Stride[axis] < size + Before[axis] ? places + 1 : places;
    }
}
