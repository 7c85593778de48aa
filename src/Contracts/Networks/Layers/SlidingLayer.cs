namespace Toolchain.Contracts.Networks;

/// <summary>A layer that moves a window over pictures [channels, height, width].</summary>
/// <param name="Padding">Rows and columns of padding on each side; absent: none.</param>
/// <param name="Dilation">Distance between two places of the window; absent: 1.</param>
public abstract record SlidingLayer(Size2d? Padding, Size2d? Dilation) : LayerSpec
{
    /// <summary>Rows and columns of the window.</summary>
    public required Size2d Kernel { get; init; }

    /// <summary>The rows and columns of the output, ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1. Source: <c>torch.nn.Conv2d</c>.</summary>
    /// <exception cref="FormatException">The input is no picture, or the window does not fit into it.</exception>
    protected Size2d Slide(IReadOnlyList<int> input, Size2d stride)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input is not [_, var height, var width])
        {
            throw Impossible($"takes pictures [channels, height, width], but gets {Text(input)}; a layer of kind 'reshape' can make them");
        }

        var (padding, dilation) = (Padding ?? 0, Dilation ?? 1);
        return new Size2d(
            Slide(height, Kernel.Height, stride.Height, padding.Height, dilation.Height, "height"),
            Slide(width, Kernel.Width, stride.Width, padding.Width, dilation.Width, "width"));
    }

    private int Slide(int size, int kernel, int stride, int padding, int dilation, string axis)
    {
        RequirePositive(kernel, "a kernel of");
        RequirePositive(stride, "a stride of");
        RequirePositive(dilation, "a dilation of");
        RequireBetween(padding, 0, int.MaxValue, "a padding of");
        var reach = (dilation * (kernel - 1L)) + 1;
        var room = size + (2L * padding) - reach;
        return room < 0 ? throw Impossible($"has a window that reaches over {reach}, but the padded {axis} is {size + (2L * padding)}")
            : (room / stride) + 1 <= int.MaxValue ? (int)(room / stride) + 1
            : throw Impossible($"would give a {axis} of {(room / stride) + 1}");
    }
}
