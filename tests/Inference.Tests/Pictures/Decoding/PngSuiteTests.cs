using System.IO.Compression;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Tests.Pictures.Decoding;

public class PngSuiteTests
{
    // 16 bits become 8 by rounding or by leaving out the lower half
    private const int Tolerance = 1;

    private static readonly Dictionary<string, byte[]> Suite = Unpacked();

    [Fact]
    public void Every_well_formed_picture_has_the_pixels_that_another_decoder_sees()
    {
        var pictures = Suite.Keys.Where(name => name.EndsWith(".rgba", StringComparison.Ordinal)).ToArray();

        var wrong = pictures.Where(name => !Same(Suite[name], Coloured(ImageDecoder.Decode(Suite[Path.ChangeExtension(name, ".png")]))));

        Assert.InRange(pictures.Length, 160, 180);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_malformed_picture_is_refused()
    {
        var pictures = Suite.Keys.Where(name => name.StartsWith('x')).ToArray();

        var refused = pictures.Where(name => Assert.Throws<ToolException>(() => ImageDecoder.Decode(Suite[name])).Code == ExitCode.BadInput);

        Assert.Equal(14, pictures.Length);
        Assert.Equal(pictures, refused);
    }

    // what cannot be seen at all may have any colour
    private static bool Same(byte[] expected, byte[] found) =>
        expected.Length == found.Length && Enumerable.Range(0, expected.Length).All(i => Math.Abs(expected[i] - found[i]) <= Tolerance || (expected[i | 3] == 0 && found[i | 3] == 0));

    private static byte[] Coloured(Raster raster) =>
        raster.Channels == Raster.Rgba ? raster.Pixels : [.. raster.Pixels.SelectMany(grey => (byte[])[grey, grey, grey, byte.MaxValue])];

    private static Dictionary<string, byte[]> Unpacked()
    {
        using var archive = ZipFile.OpenRead(Path.Join(AppContext.BaseDirectory, "Pictures", "Decoding", "PngSuite.zip"));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            return bytes.ToArray();
        });
    }
}
