using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Toolchain.Inference.Tests.Pictures;

/// <summary>PNG files written by hand, so that no test depends on the decoder that it tests. Source: the PNG specification, third edition.</summary>
internal static class PngBytes
{
    public const byte Grey = 0;
    public const byte Colour = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte ColourAlpha = 6;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    public static byte[] Of(int width, int height, ReadOnlySpan<byte> grey) => Of(width, height, Grey, 8, grey);

    public static byte[] Rgba(int width, int height, ReadOnlySpan<byte> pixels) => Of(width, height, ColourAlpha, 8, pixels);

    // samples as stored, row after row without filter bytes; extra: chunks before the pixels, such as palette and transparency
    public static byte[] Of(int width, int height, byte colourType, byte depth, ReadOnlySpan<byte> samples, params (string Type, byte[] Content)[] extra)
    {
        var stride = samples.Length / height;
        var rows = new byte[(stride + 1) * height];
        for (var y = 0; y < height; y++)
        {
            samples.Slice(y * stride, stride).CopyTo(rows.AsSpan((y * (stride + 1)) + 1)); // filter 0
        }

        return Assemble(Header(width, height, colourType, depth), rows, extra);
    }

    /// <summary>A header that claims any size, over next to no data.</summary>
    public static byte[] Bomb(int width, int height) => Assemble(Header(width, height, Grey, 8), new byte[64], []);

    private static byte[] Header(int width, int height, byte colourType, byte depth)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colourType;
        return header;
    }

    private static byte[] Assemble(byte[] header, byte[] rows, (string Type, byte[] Content)[] extra)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", header);
        foreach (var (type, content) in extra)
        {
            WriteChunk(file, type, content);
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] content)
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

    private static uint CrcOf(int index)
    {
        var crc = (uint)index;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }

        return crc;
    }
}
