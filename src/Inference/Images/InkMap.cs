namespace Toolchain.Inference.Images;

/// <summary>How much ink each pixel has, from 0 (ground) to 1, whatever the colours of ink and ground.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Ink">float32 [height, width].</param>
internal sealed record InkMap(int Width, int Height, float[] Ink)
{
    // strengths of grain spread around the median of the border; eight times that is beyond five standard deviations of grey noise
    private const float GrainFactor = 8;

    // the faintest pixel that belongs to the digit's box; anti-aliasing and JPEG leave fainter ones around it
    private const float BoxThreshold = 0.1f;

    /// <summary>Finds the ink of an opaque picture: distance of colour from the ground, the strongest being 1.</summary>
    /// <remarks>The ground is the median colour of the border. Distance does not care which of the two is darker.</remarks>
    /// <returns>The map, or null when nothing stands out.</returns>
    public static InkMap? Of(Raster picture)
    {
        var border = Border.Of(picture.Width, picture.Height).ToArray();
        var ink = Distances(picture, Border.MedianColour(picture, border));
        var strongest = ink.Max();
        if (strongest < MnistConvention.LeastContrast)
        {
            return null;
        }

        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] /= strongest;
        }

        RemoveGrain(ink, Grain(ink, border));
        return new(picture.Width, picture.Height, ink);
    }

    /// <summary>The part inside the smallest box that holds the ink.</summary>
    public InkMap Cropped()
    {
        var (left, top, right, bottom) = (Width, Height, -1, -1);
        for (var i = 0; i < Ink.Length; i++)
        {
            if (Ink[i] >= BoxThreshold)
            {
                var (y, x) = Math.DivRem(i, Width);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
            }
        }

        var (width, height) = (right - left + 1, bottom - top + 1);
        var part = new float[width * height];
        for (var y = 0; y < height; y++)
        {
            Ink.AsSpan(((top + y) * Width) + left, width).CopyTo(part.AsSpan(y * width));
        }

        return new(width, height, part);
    }

    // in grey levels: the Euclidean distance of two greys is √3 times their difference
    private static float[] Distances(Raster picture, (byte Red, byte Green, byte Blue) ground)
    {
        var distances = new float[picture.Count];
        for (var i = 0; i < distances.Length; i++)
        {
            var pixel = picture.Pixels.AsSpan(i * picture.Channels, picture.Channels);
            if (picture.Channels == Raster.Grey)
            {
                distances[i] = Math.Abs(pixel[0] - ground.Red);
                continue;
            }

            var (red, green, blue) = (pixel[0] - ground.Red, pixel[1] - ground.Green, pixel[2] - ground.Blue);
            distances[i] = MathF.Sqrt(((red * red) + (green * green) + (blue * blue)) / 3f);
        }

        return distances;
    }

    private static float Grain(float[] ink, int[] border)
    {
        var strengths = Array.ConvertAll(border, i => ink[i]);
        Array.Sort(strengths);
        return Math.Min(GrainFactor * strengths[strengths.Length / 2], Otsu.Threshold(ink) / 2);
    }

    // below the floor nothing stays, above twice the floor all does, with a straight line between: no edge where there was none
    private static void RemoveGrain(float[] ink, float floor)
    {
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] = ink[i] >= 2 * floor ? ink[i] : Math.Max(0, 2 * (ink[i] - floor));
        }
    }
}
