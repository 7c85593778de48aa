using Toolchain.Contracts.Samples;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Robustness.Drawing;

/// <summary>What carries the ink: from a map of ink to a picture.</summary>
internal static class Paper
{
    /// <summary>Ink of one grey on paper of another.</summary>
    public static Raster Grey(InkMap ink, float paper = 255, float pen = 0) => Lit(ink, (_, _) => paper, (_, _) => pen);

    /// <summary>Grey levels of paper and pen that change from place to place; from −1 to 1 across and down.</summary>
    public static Raster Lit(InkMap ink, Func<double, double, double> paper, Func<double, double, double> pen) => Grained(ink, paper, pen, _ => 0);

    /// <summary>The same with normally distributed noise.</summary>
    /// <param name="ink">The drawing.</param>
    /// <param name="paper">Grey of the paper.</param>
    /// <param name="pen">Grey of the ink.</param>
    /// <param name="deviation">Standard deviation in grey levels.</param>
    /// <param name="chance">Where the noise comes from.</param>
    public static Raster Noisy(InkMap ink, float paper, float pen, double deviation, RandomNumbers chance) =>
        Grained(ink, (_, _) => paper, (_, _) => pen, _ => deviation * Math.Sqrt(-2 * Math.Log(1 - chance.NextUnit())) * Math.Cos(2 * Math.PI * chance.NextUnit()));

    /// <summary>Coloured ink on coloured paper.</summary>
    public static Raster Coloured(InkMap ink, Colour paper, Colour pen) => Painted(ink, share => (Mix(paper.Red, pen.Red, share), Mix(paper.Green, pen.Green, share), Mix(paper.Blue, pen.Blue, share), byte.MaxValue));

    /// <summary>Ink on nothing: the ground is transparent.</summary>
    public static Raster Transparent(InkMap ink, Colour pen) => Painted(ink, share => (pen.Red, pen.Green, pen.Blue, Mix(0, byte.MaxValue, share)));

    private static Raster Grained(InkMap ink, Func<double, double, double> paper, Func<double, double, double> pen, Func<int, double> grain)
    {
        var pixels = new byte[ink.Ink.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = Math.DivRem(i, ink.Width);
            var (x, y) = ((2.0 * (column + 0.5) / ink.Width) - 1, (2.0 * (row + 0.5) / ink.Height) - 1);
            var (ground, drawn) = (paper(x, y), pen(x, y));
            pixels[i] = (byte)Math.Round(Math.Clamp(ground + ((drawn - ground) * ink.Ink[i]) + grain(i), 0, byte.MaxValue));
        }

        return new(ink.Width, ink.Height, Raster.Grey, pixels);
    }

    private static Raster Painted(InkMap ink, Func<float, (byte, byte, byte, byte)> paint)
    {
        var pixels = new byte[ink.Ink.Length * Raster.Rgba];
        for (var i = 0; i < ink.Ink.Length; i++)
        {
            var at = i * Raster.Rgba;
            (pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]) = paint(ink.Ink[i]);
        }

        return new(ink.Width, ink.Height, Raster.Rgba, pixels);
    }

    private static byte Mix(byte from, byte to, float share) => (byte)Math.Round(from + ((to - from) * Math.Clamp(share, 0, 1)));
}
