using CsCheck;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Tests.Pictures.Decoding;

public class PngChunksTests
{
    private static readonly byte[] Plain = PngFile.Of(new("", PngType.Grey, 8), 2, 1, [0, 7, 200]);

    [Theory]
    [InlineData("tEXt")]
    [InlineData("iCCP")]
    [InlineData("PLTE")]
    public void Large_chunks_that_are_no_pixels_are_taken_out(string type)
    {
        var file = PngFile.Of(new("", PngType.Grey, 8), 2, 1, [0, 7, 200], ("tIME", new byte[7]), (type, new byte[3 << 20]));

        var rest = PngChunks.WithoutLarge(file).ToArray();

        Assert.Equal(PngFile.Of(new("", PngType.Grey, 8), 2, 1, [0, 7, 200], ("tIME", new byte[7])), rest);
    }

    [Fact]
    public void A_file_with_forty_megabytes_of_text_is_decoded()
    {
        var raster = ImageDecoder.Decode(PngFile.Of(new("", PngType.Grey, 8), 2, 1, [0, 7, 200], ("tEXt", new byte[40 << 20])));

        Assert.Equal([7, 200], raster.Pixels);
    }

    [Fact]
    public void A_large_chunk_that_is_cut_ends_the_file()
    {
        var file = PngFile.Of(new("", PngType.Grey, 8), 2, 1, [0, 7, 200], ("tEXt", new byte[3 << 20]));

        Assert.Equal(Plain[..33], PngChunks.WithoutLarge(file[..(2 << 20)]).ToArray()); // signature and header
    }

    [Fact]
    public void A_chunk_is_found_only_whole()
    {
        var file = PngFile.Of(new("", PngType.Grey, 8), 2, 1, [0, 7, 200], ("tIME", new byte[7]), ("eXIf", [1, 2, 3]));

        var end = file.AsSpan().IndexOf("IDAT"u8) - 4;
        Gen.Int[0, file.Length].Sample(length =>
            PngChunks.ContentOf(file.AsSpan(0, length), "eXIf"u8).SequenceEqual((ReadOnlySpan<byte>)(length < end ? [] : [1, 2, 3])));
    }

    [Fact]
    public void Any_other_bytes_stay_as_they_are() =>
        Gen.Select(Gen.Int[0, Plain.Length], Gen.Byte.Array[0, 100]).Sample((kept, tail) =>
        {
            byte[] file = [.. Plain.AsSpan(0, kept), .. tail];
            return PngChunks.WithoutLarge(file.ToArray()).SequenceEqual(file);
        });
}
