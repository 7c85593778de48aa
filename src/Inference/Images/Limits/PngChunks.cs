using System.Buffers.Binary;

namespace Toolchain.Inference.Images.Limits;

/// <summary>The chunks of PNG files.</summary>
/// <remarks>
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

    /// <summary>The file without chunks of more than a megabyte, such as texts and previews, but for those of pixels; what follows moves up in the same memory.</summary>
    /// <param name="file">Any file; what is no PNG stays as it is.</param>
    /// <remarks>libpng, fed in small pieces, copies what it has of such a chunk with each piece: 40 MB of text take more than twenty seconds.</remarks>
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

    /// <summary>The content of the first chunk of a type; empty where there is none that is whole.</summary>
    /// <param name="file">Any file.</param>
    /// <param name="type">Four letters.</param>
    public static ReadOnlySpan<byte> ContentOf(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        var rest = file.StartsWith(Signature) ? file[Signature.Length..] : [];
        while (rest.Length >= Frame && BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length <= rest.Length - Frame)
        {
            if (rest[TypeAt..].StartsWith(type))
            {
                return rest.Slice(ContentAt, (int)length);
            }

            rest = rest[(Frame + (int)length)..];
        }

        return [];
    }
}
