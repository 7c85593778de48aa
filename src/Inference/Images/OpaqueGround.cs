namespace Toolchain.Inference.Images;

/// <summary>Putting a picture with transparent parts on a ground, so that what follows sees opaque pixels only.</summary>
internal static class OpaqueGround
{
    private const int HalfOpaque = 128;
    private const byte White = byte.MaxValue;
    private const byte Black = byte.MinValue;

    /// <summary>Composites a picture on the ground that its author must have meant.</summary>
    /// <remarks>
    /// Where the border is transparent, the drawing is all there is: dark ink goes on white, light ink on black.
    /// Where the border is opaque, transparent parts are holes in a page, and take the page's colour.
    /// </remarks>
    public static Raster Composite(Raster picture)
    {
        if (picture.Channels == Raster.Grey || !HasTransparency(picture))
        {
            return picture;
        }

        var border = Border.Of(picture.Width, picture.Height).ToArray();
        var (red, green, blue) = border.Count(i => AlphaAt(picture, i) >= HalfOpaque) * 2 > border.Length
            ? Border.MedianColour(picture, [.. border.Where(i => AlphaAt(picture, i) >= HalfOpaque)])
            : MeanLuminance(picture) < HalfOpaque ? (White, White, White) : (Black, Black, Black);
        var pixels = new byte[picture.Pixels.Length];
        for (var i = 0; i < pixels.Length; i += Raster.Rgba)
        {
            var alpha = picture.Pixels[i + 3];
            pixels[i] = Blend(picture.Pixels[i], red, alpha);
            pixels[i + 1] = Blend(picture.Pixels[i + 1], green, alpha);
            pixels[i + 2] = Blend(picture.Pixels[i + 2], blue, alpha);
            pixels[i + 3] = byte.MaxValue;
        }

        return picture with { Pixels = pixels };
    }

    private static byte Blend(byte ink, byte ground, byte alpha) => (byte)(((ink * alpha) + (ground * (byte.MaxValue - alpha)) + 127) / byte.MaxValue);

    private static byte AlphaAt(Raster picture, int i) => picture.Pixels[(i * Raster.Rgba) + 3];

    private static bool HasTransparency(Raster picture)
    {
        for (var i = 3; i < picture.Pixels.Length; i += Raster.Rgba)
        {
            if (picture.Pixels[i] != byte.MaxValue)
            {
                return true;
            }
        }

        return false;
    }

    // luminance of Rec. 601, over what can be seen
    private static double MeanLuminance(Raster picture)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var i = 0; i < picture.Pixels.Length; i += Raster.Rgba)
        {
            var alpha = picture.Pixels[i + 3];
            sum += alpha * ((0.299 * picture.Pixels[i]) + (0.587 * picture.Pixels[i + 1]) + (0.114 * picture.Pixels[i + 2]));
            weight += alpha;
        }

        return weight == 0 ? 0 : sum / weight;
    }
}
