using Toolchain.Inference.Drawing;

namespace Toolchain.Inference.Tests.Pictures.Decoding;

/// <summary>PNG files around samples as they are stored, so that no test depends on the decoder that it tests.</summary>
internal static class PngBytes
{
    public static byte[] Of(int width, int height, ReadOnlySpan<byte> grey) => Of(width, height, PngType.Grey, 8, grey);

    public static byte[] Rgba(int width, int height, ReadOnlySpan<byte> pixels) => Of(width, height, PngType.ColourAlpha, 8, pixels);

    // samples as stored, row after row without filter bytes; extra: chunks before the pixels, such as palette and transparency
    public static byte[] Of(int width, int height, byte code, int depth, ReadOnlySpan<byte> samples, params ReadOnlySpan<(string Type, byte[] Content)> extra)
    {
        var stride = samples.Length / height;
        var rows = new byte[(stride + 1) * height];
        for (var y = 0; y < height; y++)
        {
            samples.Slice(y * stride, stride).CopyTo(rows.AsSpan((y * (stride + 1)) + 1)); // filter 0
        }

        return PngFile.Of(new("", code, depth), width, height, rows, extra);
    }

    /// <summary>A header that claims any size, over next to no data.</summary>
    public static byte[] Bomb(int width, int height) => PngFile.Of(new("", PngType.Grey, 8), width, height, new byte[64]);
}
