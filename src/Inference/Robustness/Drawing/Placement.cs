using Toolchain.Inference.Images;
using Toolchain.Inference.Images.Separation;

namespace Toolchain.Inference.Robustness.Drawing;

/// <summary>A digit of another size, at another place, in another direction, out of focus.</summary>
internal static class Placement
{
    /// <summary>The digit with its whole picture of 28 × 28 brought to a square, between pixels smoothly.</summary>
    public static InkMap Sized(InkMap ink, int side) => Resampling.Resize(ink, side, side);

    /// <summary>Every pixel as a block of pixels.</summary>
    public static InkMap InBlocks(InkMap ink, int block)
    {
        var width = ink.Width * block;
        var blocks = new float[width * ink.Height * block];
        for (var i = 0; i < blocks.Length; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            blocks[i] = ink.Ink[(y / block * ink.Width) + (x / block)];
        }

        return new(width, ink.Height * block, blocks);
    }

    /// <summary>The digit on a larger page, or moved and cut on one of the same size.</summary>
    /// <param name="ink">The digit.</param>
    /// <param name="width">Pixels of a row of the page.</param>
    /// <param name="height">Rows of the page.</param>
    /// <param name="left">Where its first column comes to lie; may be negative.</param>
    /// <param name="top">Where its first row comes to lie; may be negative.</param>
    public static InkMap OnPage(InkMap ink, int width, int height, int left, int top)
    {
        var page = new float[width * height];
        for (var i = 0; i < ink.Ink.Length; i++)
        {
            var (y, x) = Math.DivRem(i, ink.Width);
            if (x + left >= 0 && x + left < width && y + top >= 0 && y + top < height)
            {
                page[((y + top) * width) + x + left] = ink.Ink[i];
            }
        }

        return new(width, height, page);
    }

    /// <summary>Turned about the middle, clockwise, bilinear between four pixels.</summary>
    public static InkMap Turned(InkMap ink, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var (middleX, middleY) = ((ink.Width - 1) / 2.0, (ink.Height - 1) / 2.0);
        var turned = new float[ink.Ink.Length];
        for (var i = 0; i < turned.Length; i++)
        {
            var (y, x) = Math.DivRem(i, ink.Width);
            var (right, down) = (x - middleX, y - middleY);
            turned[i] = Between(ink, middleX + (cosine * right) + (sine * down), middleY - (sine * right) + (cosine * down));
        }

        return ink with { Ink = turned };
    }

    /// <summary>Out of focus, by a Gaussian of a standard deviation in pixels.</summary>
    public static InkMap Blurred(InkMap ink, double deviation) => ink with { Ink = Convolution.Separable(ink.Ink, ink.Width, ink.Height, Convolution.Gaussian(deviation)) };

    private static float Between(InkMap ink, double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (across, down) = ((float)(x - left), (float)(y - top));
        var upper = At(ink, left, top) + ((At(ink, left + 1, top) - At(ink, left, top)) * across);
        var lower = At(ink, left, top + 1) + ((At(ink, left + 1, top + 1) - At(ink, left, top + 1)) * across);
        return upper + ((lower - upper) * down);
    }

    private static float At(InkMap ink, int x, int y) => x < 0 || y < 0 || x >= ink.Width || y >= ink.Height ? 0 : ink.Ink[(y * ink.Width) + x];
}
