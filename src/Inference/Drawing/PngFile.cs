using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Toolchain.Inference.Drawing;

/// <summary>Writes PNG files of every type, around rows that are stored as they are.</summary>
/// <remarks>Source: Portable Network Graphics (PNG) Specification, third edition. Either decoder that can be built in reads all of these types, but none writes them.</remarks>
internal static class PngFile
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>The bytes of a file.</summary>
    /// <param name="type">How pixels are stored.</param>
    /// <param name="width">Pixels of a row, as the header says.</param>
    /// <param name="height">Rows, as the header says.</param>
    /// <param name="rows">Rows as stored, each behind the number of its filter.</param>
    /// <param name="extra">Chunks before the pixels, such as palette and transparency.</param>
    public static byte[] Of(PngType type, int width, int height, ReadOnlySpan<byte> rows, params ReadOnlySpan<(string Type, byte[] Content)> extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)type.Depth, type.Code, (byte)(type.Interlaced ? 1 : 0));
        Write(file, "IHDR", header);
        foreach (var (name, content) in extra)
        {
            Write(file, name, content);
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        Write(file, "IDAT", packed.ToArray());
        Write(file, "IEND", []);
        return file.ToArray();
    }

    private static void Write(MemoryStream file, string type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        var crc = uint.MaxValue;
        foreach (var value in chunk.AsSpan(4, content.Length + 4))
        {
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), ~crc);
        file.Write(chunk);
    }

    private static uint Remainder(int index)
    {
        var crc = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : Polynomial ^ (crc >> 1);
        }

        return crc;
    }
}
