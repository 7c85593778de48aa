namespace Toolchain.Contracts.Networks.Plain;

/// <summary>Where the places of a window lie in its input.</summary>
internal static class PlainWindows
{
    /// <summary>A place in the padding that holds a zero.</summary>
    public const int Padding = -1;

    /// <summary>A place beyond the padding, which counts in no mean.</summary>
    public const int Beyond = -2;

    /// <summary>The places of a window that stands at an output, row by row: where they lie in a channel of the input, <see cref="Padding"/> or <see cref="Beyond"/>.</summary>
    /// <param name="window">The window.</param>
    /// <param name="output">Coordinates of the output.</param>
    /// <param name="input">Sizes of the input after the channels.</param>
    /// <param name="mode">What stands in the padding.</param>
    public static int[] Places(Window window, IReadOnlyList<int> output, IReadOnlyList<int> input, PaddingMode mode = PaddingMode.Zeros)
    {
        var places = new int[PlainValue.Count(window.Kernel)];
        for (var place = 0; place < places.Length; place++)
        {
            var inside = PlainValue.Coordinates(place, window.Kernel);
            for (var axis = 0; axis < input.Count; axis++)
            {
                var position = (output[axis] * window.Stride[axis]) - window.Before[axis] + (inside[axis] * window.Dilation[axis]);
                var found = position >= input[axis] + window.After[axis] ? Beyond : Source(position, input[axis], mode);
                places[place] = found < 0 || places[place] < 0 ? Math.Min(found, places[place]) : (places[place] * input[axis]) + found;
            }
        }

        return places;
    }

    /// <summary>The value that stands at a position along an axis, which may lie outside of it.</summary>
    public static int Source(int position, int size, PaddingMode mode) => position >= 0 && position < size ? position : mode switch
    {
        PaddingMode.Reflect => position < 0 ? -position : (2 * (size - 1)) - position,
        PaddingMode.Replicate => Math.Clamp(position, 0, size - 1),
        PaddingMode.Circular => ((position % size) + size) % size,
        _ => Padding,
    };
}
