using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images.Separation;

namespace Toolchain.Inference.Images;

/// <summary>Brings a picture into the convention that the network was trained in.</summary>
internal static class DigitNormalizer
{
    /// <summary>Makes a 28×28 picture, white ink on black. What is one already passes through untouched, bit for bit; a digit of MNIST's size that lies elsewhere is moved.</summary>
    /// <param name="picture">Any picture with one digit.</param>
    /// <param name="target">uint8 [784].</param>
    /// <returns>What else is on the page.</returns>
    /// <exception cref="ToolException">Nothing stands out from the ground (exit 3).</exception>
    public static PageContent Normalize(Raster picture, Span<byte> target)
    {
        var opaque = OpaqueGround.Composite(picture).WithoutUnusedChannels();
        if (TakeAsItIs(opaque, target))
        {
            return PageContent.OneFigure;
        }

        var page = InkPage.Of(PageInFrame.Of(opaque)) ?? throw ImageFault.NoInk();
        var figure = Figure.On(page.Ink, page.Least) ?? throw ImageFault.NoInk();
        Place(Fit(StrokeWeight.Thickened(InkOf(figure, page.Grain))), target);
        return figure.Page;
    }

    private static bool TakeAsItIs(Raster picture, Span<byte> target)
    {
        if (picture is not { Width: MnistConvention.Side, Height: MnistConvention.Side, Channels: Raster.Grey })
        {
            return false;
        }

        if (picture.Pixels.Max() - picture.Pixels.Min() < MnistConvention.LeastContrast)
        {
            throw ImageFault.NoInk();
        }

        picture.Pixels.CopyTo(target);
        if (MnistConvention.Holds(target))
        {
            MnistConvention.Centre(target);
            return true;
        }

        // the negative of such a picture needs turning round and nothing else
        foreach (ref var pixel in target)
        {
            pixel = (byte)(byte.MaxValue - pixel);
        }

        return MnistConvention.IsFitAndCentred(target);
    }

    // the strongest ink is 1; on a grainy page that is what a tenth of the ink reaches, since single pixels are chance
    private static InkMap InkOf(Figure figure, float grain)
    {
        var ink = figure.Ink;
        var strongest = ink.Ink.Max();
        if (grain > 0)
        {
            var strong = Array.FindAll(ink.Ink, value => value >= strongest / 4);
            Array.Sort(strong);
            strongest = strong[strong.Length * 9 / 10];
        }

        return ink with { Ink = Array.ConvertAll(ink.Ink, value => Math.Min(1, value / strongest)) };
    }

    // into 20×20, aspect ratio kept
    private static InkMap Fit(InkMap ink)
    {
        var scale = (double)MnistConvention.Box / Math.Max(ink.Width, ink.Height);
        return Resampling.Resize(ink, Scaled(ink.Width, scale), Scaled(ink.Height, scale));
    }

    private static int Scaled(int size, double scale) => Math.Clamp((int)Math.Round(size * scale), 1, MnistConvention.Box);

    // by whole pixels, so that nothing is blurred; the strongest ink becomes white, since thin strokes lose strength where they shrink
    private static void Place(InkMap ink, Span<byte> target)
    {
        var (mass, massX, massY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < ink.Ink.Length; i++)
        {
            var (y, x) = Math.DivRem(i, ink.Width);
            mass += ink.Ink[i];
            massX += ink.Ink[i] * x;
            massY += ink.Ink[i] * y;
        }

        var left = MnistConvention.Start(massX / mass, ink.Width);
        var top = MnistConvention.Start(massY / mass, ink.Height);
        var strongest = ink.Ink.Max();
        target.Clear();
        for (var i = 0; i < ink.Ink.Length; i++)
        {
            var (y, x) = Math.DivRem(i, ink.Width);
            target[((top + y) * MnistConvention.Side) + left + x] = (byte)Math.Round(ink.Ink[i] / strongest * byte.MaxValue);
        }
    }
}
