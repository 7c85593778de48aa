using CsCheck;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Tests.Pictures.Decoding;

public class ImageDecoderTests
{
    private static readonly byte[] Ramp = [.. Enumerable.Range(0, 16 * 16).Select(i => (byte)i)];

    [Fact]
    public void Grey_values_come_through_as_they_are_stored() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Byte).Sample((width, height, start) =>
        {
            var grey = Enumerable.Range(0, width * height).Select(i => (byte)(start + (i * 7))).ToArray();
            var raster = ImageDecoder.Decode(PngBytes.Of(width, height, grey)).WithoutUnusedChannels();
            return raster is { Channels: Raster.Grey } && (raster.Width, raster.Height) == (width, height) && raster.Pixels.SequenceEqual(grey);
        });

    [Fact]
    public void Colour_and_alpha_are_not_multiplied()
    {
        byte[] pixels = [200, 100, 50, 128, 10, 20, 30, 255];

        var raster = ImageDecoder.Decode(PngBytes.Rgba(2, 1, pixels));

        Assert.Equal(Raster.Rgba, raster.Channels);
        Assert.True(DigitNormalizerTests.Near(pixels, raster.Pixels));
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        byte[] samples = [0x00, 0x00, 0x80, 0x00, 0xFF, 0xFF];

        var raster = ImageDecoder.Decode(PngBytes.Of(3, 1, PngType.Grey, 16, samples)).WithoutUnusedChannels();

        Assert.Equal([0, 0x80, 255], raster.Pixels);
    }

    [Fact]
    public void A_palette_with_transparency_becomes_colour_with_alpha()
    {
        var png = PngBytes.Of(2, 1, PngType.Palette, 8, [0, 1], ("PLTE", [255, 0, 0, 0, 0, 255]), ("tRNS", [0]));

        var raster = ImageDecoder.Decode(png);

        Assert.Equal(0, raster.Pixels[3]);
        Assert.Equal([0, 0, 255, 255], raster.Pixels[4..]);
    }

    [Fact]
    public void One_bit_is_black_or_white()
    {
        var raster = ImageDecoder.Decode(PngBytes.Of(8, 1, PngType.Grey, 1, [0b1010_0001])).WithoutUnusedChannels();

        Assert.Equal([255, 0, 255, 0, 0, 0, 0, 255], raster.Pixels);
    }

    [Fact]
    public void Large_pictures_shrink_to_what_a_digit_needs()
    {
        var raster = ImageDecoder.Decode(PngBytes.Of(3000, 2000, new byte[3000 * 2000]));

        Assert.InRange(raster.Count, 1000, ImageLimits.KeptPixels);
    }

    [Fact]
    public void The_largest_picture_that_a_header_may_claim_takes_nothing_of_the_collected_heap()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refuses(PngFile.Of(new("", PngType.ColourAlpha, 16), 8000, 8000, new byte[64]));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void Bytes_that_are_no_picture_are_refused(int length) => Refuses([.. Enumerable.Range(65, length).Select(i => (byte)i)]);

    [Fact]
    public void A_picture_cut_anywhere_is_refused()
    {
        // beyond the last row only the end mark is missing, and nothing is lost
        var whole = PngBytes.Of(16, 16, Ramp);

        Gen.Int[1, whole.Length - 40].Sample(length => { Refuses(whole[..length]); });
    }

    [Fact]
    public void A_damaged_picture_is_refused_or_decoded_but_never_a_crash()
    {
        var whole = PngBytes.Of(16, 16, Ramp);

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Sample((offset, flip) =>
        {
            var damaged = whole.ToArray();
            damaged[offset] ^= flip;
            try
            {
                ImageDecoder.Decode(damaged);
            }
            catch (ToolException fault)
            {
                Assert.Equal(ExitCode.BadInput, fault.Code);
            }
        });
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(20_001, 1)]
    [InlineData(9_000, 9_000)]
    [InlineData(int.MaxValue, 1)]
    public void A_header_that_claims_too_much_is_refused_before_anything_is_allocated(int width, int height)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Refuses(PngBytes.Bomb(width, height));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static void Refuses(byte[] file) =>
        Assert.Equal(ExitCode.BadInput, Assert.Throws<ToolException>(() => ImageDecoder.Decode(file)).Code);
}
