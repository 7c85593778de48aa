namespace Toolchain.Inference.Images;

/// <summary>The outermost ring of a picture: where the ground shows.</summary>
internal static class Border
{
    /// <summary>The indices of its pixels.</summary>
    public static IEnumerable<int> Of(int width, int height)
    {
        for (var i = 0; i < width * height; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            if (x == 0 || x == width - 1 || y == 0 || y == height - 1)
            {
                yield return i;
            }
            else
            {
                i = ((y + 1) * width) - 2; // jump over the inside of the row
            }
        }
    }

    /// <summary>The colour that each channel has in the middle of the given pixels.</summary>
    public static (byte Red, byte Green, byte Blue) MedianColour(Raster picture, IReadOnlyList<int> pixels)
    {
        var colour = Enumerable.Range(0, 3)
            .Select(channel => Math.Min(channel, picture.Channels - 1))
            .Select(channel => Median([.. pixels.Select(i => picture.Pixels[(i * picture.Channels) + channel])]))
            .ToArray();
        return (colour[0], colour[1], colour[2]);
    }

    private static byte Median(byte[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
