using System.Buffers.Binary;

namespace Toolchain.Inference.Images.Limits;

/// <summary>Takes large chunks out of PNG files that say nothing about pixels, such as texts and previews.</summary>
/// <remarks>
/// libpng, fed in small pieces, copies what it has of such a chunk with each piece: 40 MB of text take more than twenty seconds.
/// Source: Portable Network Graphics (PNG) Specification (Third Edition), 5.3.
/// </remarks>
internal static class PngChunks
{
    // up to here the copying does not show
    private const int Large = 1 << 20;

    private const int TypeAt = 4;
    private const int ContentAt = 8;
    private const int Frame = 12; // length, type and checksum

    private static readonly byte[] Signature = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'];

    /// <summary>The file without chunks of more than a megabyte, but for those of pixels; what follows moves up in the same memory.</summary>
    /// <param name="file">Any file; what is no PNG stays as it is.</param>
    public static ArraySegment<byte> WithoutLarge(ArraySegment<byte> file)
    {
        var bytes = file.AsSpan();
        if (!bytes.StartsWith(Signature))
        {
            return file;
        }

        var (from, to) = (Signature.Length, Signature.Length);
        while (from + ContentAt <= bytes.Length)
        {
            var whole = (int)Math.Min(Frame + (long)BinaryPrimitives.ReadUInt32BigEndian(bytes[from..]), bytes.Length - from);
            var chunk = bytes.Slice(from, whole);
            if (whole - Frame <= Large || chunk[TypeAt..].StartsWith("IDAT"u8))
            {
                chunk.CopyTo(bytes[to..]);
                to += whole;
            }

            from += whole;
        }

        bytes[from..].CopyTo(bytes[to..]);
        return file[..(to + bytes.Length - from)];
    }
}
