using System.Buffers.Binary;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Robustness.Drawing;

/// <summary>Writes a drawing as a PNG file of any type: dark ink on light paper, or on a transparent ground where the type has one.</summary>
/// <remarks>Source: Portable Network Graphics (PNG) Specification, third edition.</remarks>
internal static class DrawnPng
{
    private static readonly Colour Pen = new(24, 32, 96);
    private static readonly Colour Sheet = new(250, 246, 232);

    // first column and row, and distances: section 8.2
    private static readonly (int Left, int Top, int Across, int Down)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>The bytes of a drawing's file.</summary>
    public static byte[] Of(PngType type, InkMap ink)
    {
        using var rows = new MemoryStream();
        foreach (var pass in type.Interlaced ? Passes : [(0, 0, 1, 1)])
        {
            WriteRows(rows, type, ink, pass);
        }

        return type.Code == PngType.Palette
            ? PngFile.Of(type, ink.Width, ink.Height, rows.ToArray(), ("PLTE", [.. Enumerable.Range(0, type.Most + 1).SelectMany(place => Shade((float)place / type.Most))]))
            : PngFile.Of(type, ink.Width, ink.Height, rows.ToArray());
    }

    private static void WriteRows(Stream target, PngType type, InkMap ink, (int Left, int Top, int Across, int Down) pass)
    {
        var columns = (ink.Width - pass.Left + pass.Across - 1) / pass.Across;
        var row = new byte[1 + (((columns * type.Samples * type.Depth) + 7) / 8)]; // in front the filter: none
        Span<int> samples = stackalloc int[4];
        for (var y = pass.Top; columns > 0 && y < ink.Height; y += pass.Down)
        {
            row.AsSpan().Clear();
            var bit = 8;
            for (var x = pass.Left; x < ink.Width; x += pass.Across)
            {
                Samples(type, Math.Clamp(ink.Ink[(y * ink.Width) + x], 0, 1), samples);
                foreach (var sample in samples[..type.Samples])
                {
                    Put(row, bit, type.Depth, sample);
                    bit += type.Depth;
                }
            }

            target.Write(row);
        }
    }

    private static void Put(Span<byte> row, int bit, int depth, int sample)
    {
        if (depth == 16)
        {
            BinaryPrimitives.WriteUInt16BigEndian(row[(bit / 8)..], (ushort)sample);
        }
        else
        {
            row[bit / 8] |= (byte)(sample << (8 - depth - (bit % 8)));
        }
    }

    private static void Samples(PngType type, float ink, Span<int> samples)
    {
        int Scaled(double share) => (int)Math.Round(share * type.Most);
        switch (type.Code)
        {
            case PngType.Grey:
                samples[0] = Scaled(1 - ink);
                break;
            case PngType.Palette:
                samples[0] = Scaled(ink);
                break;
            case PngType.GreyAlpha:
                (samples[0], samples[1]) = (0, Scaled(ink));
                break;
            case PngType.Colour:
                var shade = Shade(ink);
                for (var channel = 0; channel < 3; channel++)
                {
                    samples[channel] = Scaled(shade[channel] / 255.0);
                }

                break;
            default:
                (samples[0], samples[1], samples[2], samples[3]) = (Scaled(Pen.Red / 255.0), Scaled(Pen.Green / 255.0), Scaled(Pen.Blue / 255.0), Scaled(ink));
                break;
        }
    }

    private static byte[] Shade(float ink) =>
        [Mixed(Sheet.Red, Pen.Red, ink), Mixed(Sheet.Green, Pen.Green, ink), Mixed(Sheet.Blue, Pen.Blue, ink)];

    private static byte Mixed(byte sheet, byte pen, float ink) => (byte)Math.Round(sheet + ((pen - sheet) * ink));
}
