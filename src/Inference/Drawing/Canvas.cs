using Toolchain.Inference.Images;

namespace Toolchain.Inference.Drawing;

/// <summary>A white sheet to draw boxes, pictures and text on; what lies outside is not drawn.</summary>
/// <param name="width">Pixels of a row.</param>
/// <param name="height">Rows.</param>
internal sealed class Canvas(int width, int height)
{
    private const int Channels = 3;

    private readonly byte[] pixels = White(width * height * Channels);

    /// <summary>Fills a box.</summary>
    public void Fill(Box box, Colour colour)
    {
        for (var y = box.Top; y < box.Top + box.Height; y++)
        {
            for (var x = box.Left; x < box.Left + box.Width; x++)
            {
                Set(x, y, colour, byte.MaxValue);
            }
        }
    }

    /// <summary>Draws the outline of a box, one pixel thick, around it.</summary>
    public void Frame(Box box, Colour colour)
    {
        var (left, top, right, bottom) = (box.Left - 1, box.Top - 1, box.Left + box.Width, box.Top + box.Height);
        Fill(new(left, top, box.Width + 2, 1), colour);
        Fill(new(left, bottom, box.Width + 2, 1), colour);
        Fill(new(left, top, 1, box.Height + 2), colour);
        Fill(new(right, top, 1, box.Height + 2), colour);
    }

    /// <summary>Draws a picture into a box, whatever its proportions: enlarged pixel by pixel, or shrunk by averaging.</summary>
    public void Picture(Raster picture, Box box)
    {
        var enlarged = box.Width >= picture.Width && box.Height >= picture.Height;
        var small = enlarged ? picture : picture.Resized(box.Width, box.Height);
        for (var i = 0; i < box.Width * box.Height; i++)
        {
            var (y, x) = Math.DivRem(i, box.Width);
            var pixel = small.Pixels.AsSpan(((y * small.Height / box.Height * small.Width) + (x * small.Width / box.Width)) * small.Channels, small.Channels);
            Set(box.Left + x, box.Top + y, small.Channels == Raster.Grey ? new(pixel[0], pixel[0], pixel[0]) : new(pixel[0], pixel[1], pixel[2]), byte.MaxValue);
        }
    }

    /// <summary>Writes one line of text.</summary>
    /// <param name="font">In which letters.</param>
    /// <param name="left">Where the first letter begins.</param>
    /// <param name="top">Top of the line.</param>
    /// <param name="text">The line.</param>
    /// <param name="colour">Of the letters.</param>
    public void Text(Letters font, int left, int top, string text, Colour colour)
    {
        foreach (var letter in text.EnumerateRunes())
        {
            var glyph = font[letter];
            for (var i = 0; i < glyph.Width * font.Height; i++)
            {
                var (y, x) = Math.DivRem(i, glyph.Width);
                Set(left + x, top + y, colour, font.Coverage(glyph, x, y));
            }

            left += glyph.Width;
        }
    }

    /// <summary>The sheet as a PNG file.</summary>
    public byte[] ToPng()
    {
        // in front of each row its filter: none, since large even areas pack well without
        var stride = width * Channels;
        var rows = new byte[(1 + stride) * height];
        for (var y = 0; y < height; y++)
        {
            pixels.AsSpan(y * stride, stride).CopyTo(rows.AsSpan((y * (1 + stride)) + 1));
        }

        return PngFile.Of(new("", PngType.Colour, 8), width, height, rows);
    }

    private static byte[] White(int count)
    {
        var white = new byte[count];
        Array.Fill(white, byte.MaxValue);
        return white;
    }

    private void Set(int x, int y, Colour colour, byte coverage)
    {
        if (x < 0 || y < 0 || x >= width || y >= height || coverage == 0)
        {
            return;
        }

        var pixel = pixels.AsSpan(((y * width) + x) * Channels, Channels);
        pixel[0] = Mix(pixel[0], colour.Red, coverage);
        pixel[1] = Mix(pixel[1], colour.Green, coverage);
        pixel[2] = Mix(pixel[2], colour.Blue, coverage);
    }

    private static byte Mix(byte under, byte over, byte coverage) => (byte)(((over * coverage) + (under * (byte.MaxValue - coverage)) + 127) / byte.MaxValue);
}
