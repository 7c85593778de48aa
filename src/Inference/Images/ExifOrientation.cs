using System.Buffers.Binary;

namespace Toolchain.Inference.Images;

/// <summary>How a camera was held, as Exif tells it; for files of which the decoder does not read that.</summary>
/// <remarks>Source: TIFF 6.0, section 2, and CIPA DC-008 (Exif 2.32), 4.6.4.</remarks>
internal static class ExifOrientation
{
    private const int HeaderBytes = 8; // byte order, 42, place of the first directory
    private const int EntryBytes = 12; // tag, type, count, value
    private const int ValueAt = 8;
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    /// <summary>Reads the first directory of some Exif data.</summary>
    /// <param name="exif">From the byte order on.</param>
    /// <returns><see cref="Orientation.Upright"/> where they say nothing, or nothing that can be understood.</returns>
    public static Orientation Of(ReadOnlySpan<byte> exif)
    {
        var isLittle = exif.StartsWith("II*\0"u8);
        if (exif.Length < HeaderBytes || (!isLittle && !exif.StartsWith("MM\0*"u8)))
        {
            return Orientation.Upright;
        }

        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory > exif.Length - sizeof(ushort))
        {
            return Orientation.Upright;
        }

        var entries = exif[((int)directory + sizeof(ushort))..];
        for (var left = Number(exif[(int)directory..], isLittle); left > 0 && entries.Length >= EntryBytes; left--)
        {
            if (Number(entries, isLittle) == Tag)
            {
                var value = (Orientation)Number(entries[ValueAt..], isLittle);
                return Number(entries[2..], isLittle) == Short && Enum.IsDefined(value) ? value : Orientation.Upright;
            }

            entries = entries[EntryBytes..];
        }

        return Orientation.Upright;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
