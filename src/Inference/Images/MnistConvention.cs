using Toolchain.Contracts.Datasets;

namespace Toolchain.Inference.Images;

/// <summary>What a picture of MNIST looks like: 28×28 grey pixels, white ink on black, fit into 20×20, mass in the middle.</summary>
/// <remarks>
/// Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Gradient-based learning applied to document recognition, 1998: digits were
/// size-normalized into 20×20 with their aspect ratio kept, anti-aliased, and centred in 28×28 by the centre of mass.
/// </remarks>
internal static class MnistConvention
{
    /// <summary>Width and height of a picture.</summary>
    public const int Side = DatasetFolder.Side;

    /// <summary>Width and height of the box that the ink fits into.</summary>
    public const int Box = 20;

    /// <summary>Grey levels between ink and ground, at least; less is a blank picture.</summary>
    public const int LeastContrast = 24;

    private const int HalfWhite = 128;

    // where the centre of mass lies, in both directions, give or take half a pixel: so it does in all 70,000 pictures
    private const double Middle = 14;

    /// <summary>Whether a grey 28×28 picture is light ink on a dark ground already: its border is dark, and darker than its inside.</summary>
    public static bool Holds(ReadOnlySpan<byte> pixels)
    {
        var all = 0;
        foreach (var pixel in pixels)
        {
            all += pixel;
        }

        var ring = 0;
        for (var i = 0; i < Side - 1; i++)
        {
            // one pixel of each side: top, right, bottom, left
            ring += pixels[i] + pixels[(i * Side) + Side - 1] + pixels[^(i + 1)] + pixels[(i + 1) * Side];
        }

        const int Inner = (Side - 2) * (Side - 2);
        var border = (double)ring / ((Side * Side) - Inner);
        var inside = (double)(all - ring) / Inner;
        return border < HalfWhite && border < inside;
    }

    /// <summary>Whether a grey 28×28 picture is fit and centred as MNIST's are, on a ground that is purely black.</summary>
    public static bool IsFitAndCentred(ReadOnlySpan<byte> pixels) => InkBox.Of(pixels) is { IsFit: true, IsCentred: true };

    /// <summary>Moves the ink of a grey 28×28 picture that is fit as MNIST's are, on a ground that is purely black, but lies elsewhere. Leaves every other picture alone.</summary>
    /// <remarks>No picture of MNIST is like that, and none of Fashion-MNIST, whose clothes fill the picture.</remarks>
    public static void Centre(Span<byte> pixels)
    {
        if (InkBox.Of(pixels) is not { IsFit: true, IsCentred: false } box)
        {
            return;
        }

        var (left, top) = (Start(box.CentreX - box.Left, box.Width), Start(box.CentreY - box.Top, box.Height));
        Span<byte> moved = stackalloc byte[pixels.Length];
        moved.Clear();
        for (var row = 0; row < box.Height; row++)
        {
            pixels.Slice(((box.Top + row) * Side) + box.Left, box.Width).CopyTo(moved[(((top + row) * Side) + left)..]);
        }

        moved.CopyTo(pixels);
    }

    /// <summary>Where ink begins whose centre of mass comes to lie in [13.5, 14.5), unless it would be cut.</summary>
    /// <param name="centre">Its centre of mass, from its own beginning.</param>
    /// <param name="size">Its width or height, at most 28.</param>
    public static int Start(double centre, int size) => Math.Clamp((int)Math.Ceiling(Middle - 0.5 - centre), 0, Side - size);

    // where the pixels lie that are not black, and their centre of mass
    private readonly record struct InkBox(int Left, int Top, int Width, int Height, double CentreX, double CentreY)
    {
        public bool IsFit => Math.Max(Width, Height) is > Box / 2 and <= Box;

        public bool IsCentred => Math.Abs(CentreX - Middle) <= 1 && Math.Abs(CentreY - Middle) <= 1;

        public static InkBox? Of(ReadOnlySpan<byte> pixels)
        {
            var (left, top, right, bottom) = (Side, Side, -1, -1);
            var (mass, massX, massY) = (0.0, 0.0, 0.0);
            for (var i = 0; i < pixels.Length; i++)
            {
                if (pixels[i] == 0)
                {
                    continue;
                }

                var (y, x) = Math.DivRem(i, Side);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
                mass += pixels[i];
                massX += pixels[i] * x;
                massY += pixels[i] * y;
            }

            return mass > 0 ? new InkBox(left, top, right - left + 1, bottom - top + 1, massX / mass, massY / mass) : null;
        }
    }
}
