using CsCheck;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;
using Toolchain.Inference.Tests.Pictures.Decoding;

namespace Toolchain.Inference.Tests.Pictures;

public class OrientationTests
{
    private static readonly Raster Stored = new(3, 2, Raster.Grey, [1, 2, 3, 4, 5, 6]);

    // as Exif describes them: where the first row and the first column of the stored picture lie when it is looked at
    [Theory]
    [InlineData(1, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, 2, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(7, 2, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(0, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(99, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void A_picture_is_turned_as_it_is_to_be_looked_at(int orientation, int width, byte[] expected)
    {
        var turned = Stored.Turned((Orientation)orientation);

        Assert.Equal(width, turned.Width);
        Assert.Equal(expected, turned.Pixels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_PNG_is_turned_as_its_Exif_says(bool isLittle)
    {
        for (ushort orientation = 0; orientation <= 9; orientation++)
        {
            var decoded = ImageDecoder.Decode(PngBytes.Of(3, 2, PngType.Grey, 8, Stored.Pixels, ("eXIf", Exif(isLittle, orientation))));

            var expected = Stored.Turned((Orientation)orientation);
            Assert.Equal((expected.Width, expected.Height), (decoded.Width, decoded.Height));
            Assert.Equal(expected.Pixels, decoded.Pixels);
        }
    }

    [Fact]
    public void Exif_that_is_cut_or_damaged_turns_nothing_and_stops_nothing()
    {
        var whole = Exif(isLittle: true, 6);

        Gen.Int[0, whole.Length - 5].Sample(length => ExifOrientation.Of(whole.AsSpan(0, length)) == Orientation.Upright);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            byte[] damaged = [.. whole];
            damaged[place] = value;
            return Enum.IsDefined(ExifOrientation.Of(damaged));
        });
    }

    [Fact]
    public void A_quarter_turn_and_three_more_change_nothing() =>
        Drawing.AnyPage.Sample(page => page.Turned(Orientation.QuarterTurn).Turned(Orientation.ThreeQuarterTurn).Pixels.SequenceEqual(page.Pixels));

    // two entries, the width and the orientation, in a directory right behind the header
    private static byte[] Exif(bool isLittle, ushort orientation)
    {
        byte[] Bytes(ulong value, int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(value >> (8 * (isLittle ? i : count - 1 - i))))];
        byte[] Entry(ushort tag, ushort value) => [.. Bytes(tag, 2), .. Bytes(3, 2), .. Bytes(1, 4), .. Bytes(value, 2), 0, 0];
        return [.. isLittle ? "II"u8 : "MM"u8, .. Bytes(42, 2), .. Bytes(8, 4), .. Bytes(2, 2), .. Entry(0x0100, 3), .. Entry(0x0112, orientation), 0, 0, 0, 0];
    }
}
