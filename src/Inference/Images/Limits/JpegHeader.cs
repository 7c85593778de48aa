using System.Buffers.Binary;

namespace Toolchain.Inference.Images.Limits;

/// <summary>What the frame header of a JPEG file says about the memory that decoding takes.</summary>
/// <param name="IsSequential">Whether blocks come once and in order; otherwise all coefficients are held until the last scan.</param>
/// <param name="SamplesPerPixel">Samples of all components for a pixel: 1 of grey, 1.5 where colour is stored at half the resolution, 3 where it is whole.</param>
/// <remarks>Source: ITU-T T.81, B.1.1 and B.2.2.</remarks>
internal readonly record struct JpegHeader(bool IsSequential, double SamplesPerPixel)
{
    /// <summary>Bytes that a coefficient takes in memory.</summary>
    public const int CoefficientBytes = 2;

    // in a frame header, behind precision, height and width
    private const int ComponentsAt = 5;

    private const byte StartOfScan = 0xDA;

    private static readonly JpegHeader Worst = new(IsSequential: false, SamplesPerPixel: 4);

    /// <summary>Finds the headers of the frame and of its first scan; where they cannot be understood, the worst is assumed.</summary>
    public static JpegHeader Of(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> frame = [];
        var isSequential = false;
        // segments: FF, marker, length of what follows with its own two bytes; fill bytes of FF may come before a marker
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            var end = at + 2 + length;
            if (length < 3 || end > file.Length)
            {
                return Worst;
            }

            if (marker == StartOfScan)
            {
                // a first scan without some component means that others follow
                return frame.IsEmpty ? Worst : new(isSequential && file[at + 4] == frame[ComponentsAt], SamplesOf(frame));
            }

            // C0 to CF are frame headers, but for the tables C4 and CC and the reserved C8; C0, C1 and C9 are sequential
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                frame = file[(at + 4)..end];
                isSequential = marker is 0xC0 or 0xC1 or 0xC9;
                if (frame.Length <= ComponentsAt || frame.Length < ComponentsAt + 1 + (3 * frame[ComponentsAt]))
                {
                    return Worst;
                }
            }

            at = end;
        }

        return Worst;
    }

    // precision, height, width, number of components; then of each its name, sampling factors and table
    private static double SamplesOf(ReadOnlySpan<byte> frame)
    {
        var (samples, widest, highest) = (0, 1, 1);
        for (var component = 0; component < frame[ComponentsAt]; component++)
        {
            var factors = frame[ComponentsAt + 2 + (3 * component)];
            var (across, down) = (factors >> 4, factors & 15);
            samples += across * down;
            (widest, highest) = (Math.Max(widest, across), Math.Max(highest, down));
        }

        return (double)samples / (widest * highest);
    }
}
