using System.Buffers.Binary;

namespace Toolchain.Inference.Images.Limits;

/// <summary>What the first chunk of a PNG file says about the memory that decoding takes.</summary>
/// <param name="Depth">Bits of a sample.</param>
/// <param name="IsInterlaced">Whether the rows come in seven passes, so that all pixels must be held.</param>
/// <remarks>Source: Portable Network Graphics (PNG) Specification (Third Edition), 11.2.1.</remarks>
internal readonly record struct PngHeader(int Depth, bool IsInterlaced)
{
    /// <summary>Bytes of the widest pixel of this depth.</summary>
    public int MostBytesPerPixel => Depth > 8 ? 2 * Raster.Rgba : Raster.Rgba;

    private const int DepthAt = 24;
    private const int InterlaceAt = 28;

    /// <summary>Reads the header of a file that a decoder already took for PNG.</summary>
    public static PngHeader Of(ReadOnlySpan<byte> file) =>
        file.Length > InterlaceAt && BinaryPrimitives.ReadUInt32BigEndian(file[12..]) == 0x49484452 // IHDR
            ? new(file[DepthAt], file[InterlaceAt] != 0)
            : new(16, true); // the most that there can be
}
