using CsCheck;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Tests.Pictures;

/// <summary>Drawn pages for properties: strokes of a pen on a ground.</summary>
internal static class Drawing
{
    /// <summary>Pages of random size with a few random bars of ink, black on white, none so small that it passes for a speck (six pixels).</summary>
    public static readonly Gen<Raster> AnyPage =
        from width in Gen.Int[30, 90]
        from height in Gen.Int[30, 90]
        from bars in Gen.Select(Gen.Double[0.1, 0.6], Gen.Double[0.1, 0.6], Gen.Double[0.2, 0.3], Gen.Double[0.2, 0.3], Gen.Byte[0, 120]).Array[1, 4]
        select Page(width, height, bars);

    /// <summary>A picture made of another by a rule for each grey level.</summary>
    public static Raster Recoloured(Raster page, Func<byte, (byte Red, byte Green, byte Blue, byte Alpha)> rule)
    {
        var pixels = new byte[page.Count * Raster.Rgba];
        for (var i = 0; i < page.Count; i++)
        {
            (pixels[i * 4], pixels[(i * 4) + 1], pixels[(i * 4) + 2], pixels[(i * 4) + 3]) = rule(page.Pixels[i]);
        }

        return new(page.Width, page.Height, Raster.Rgba, pixels);
    }

    /// <summary>A picture on a larger white page.</summary>
    public static Raster OnPage(Raster picture, int left, int top, int width, int height)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, byte.MaxValue);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Pixels.AsSpan(y * picture.Width, picture.Width).CopyTo(pixels.AsSpan(((top + y) * width) + left));
        }

        return new(width, height, Raster.Grey, pixels);
    }

    /// <summary>An MNIST digit, black on white, with every pixel a block.</summary>
    public static Raster Enlarged(ReadOnlySpan<byte> digit, int factor)
    {
        var side = 28 * factor;
        var pixels = new byte[side * side];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, side);
            pixels[i] = (byte)(255 - digit[(y / factor * 28) + (x / factor)]);
        }

        return new(side, side, Raster.Grey, pixels);
    }

    /// <summary>The picture in the convention.</summary>
    public static byte[] Normalized(Raster picture)
    {
        var target = new byte[28 * 28];
        DigitNormalizer.Normalize(picture, target);
        return target;
    }

    /// <summary>From a point to the nearest one of a straight stroke.</summary>
    public static double ToSegment(double x, double y, double fromX, double fromY, double toX, double toY)
    {
        var (alongX, alongY) = (toX - fromX, toY - fromY);
        var share = Math.Clamp((((x - fromX) * alongX) + ((y - fromY) * alongY)) / ((alongX * alongX) + (alongY * alongY)), 0, 1);
        return Math.Sqrt(Math.Pow(x - fromX - (share * alongX), 2) + Math.Pow(y - fromY - (share * alongY), 2));
    }

    private static Raster Page(int width, int height, (double X, double Y, double Width, double Height, byte Ink)[] bars)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, byte.MaxValue);
        foreach (var bar in bars)
        {
            for (var y = (int)(bar.Y * height); y < (bar.Y + bar.Height) * height; y++)
            {
                pixels.AsSpan((y * width) + (int)(bar.X * width), Math.Max(1, (int)(bar.Width * width))).Fill(bar.Ink);
            }
        }

        return new(width, height, Raster.Grey, pixels);
    }
}
