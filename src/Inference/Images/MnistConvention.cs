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

    /// <summary>Where the centre of mass lies, in both directions, give or take half a pixel: so it does in all 70,000 pictures.</summary>
    public const double Centre = 14;

    /// <summary>Grey levels between ink and ground, at least; less is a blank picture.</summary>
    public const int LeastContrast = 24;

    private const int HalfWhite = 128;

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
    public static bool IsFitAndCentred(ReadOnlySpan<byte> pixels)
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

        return mass > 0
            && Math.Max(right - left, bottom - top) + 1 is > Box / 2 and <= Box
            && Math.Abs((massX / mass) - Centre) <= 1
            && Math.Abs((massY / mass) - Centre) <= 1;
    }
}
