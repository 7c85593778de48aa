using CsCheck;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;
using Toolchain.Inference.Images.Limits;
using Toolchain.Inference.Robustness.Drawing;

namespace Toolchain.Inference.Tests.Pictures.Decoding;

public class BlockAverageTests
{
    private static readonly Gen<Raster> AnyPicture =
        from width in Gen.Int[1, 30]
        from height in Gen.Int[1, 30]
        from channels in Gen.Bool.Select(colour => colour ? Raster.Rgba : Raster.Grey)
        from pixels in Gen.Byte.Array[width * height * channels]
        select new Raster(width, height, channels, pixels);

    [Fact]
    public void A_picture_that_is_small_enough_stays_as_it_is() =>
        AnyPicture.Sample(picture =>
        {
            var result = Averaged(picture, picture.Count);
            // the colour of what cannot be seen does not count
            return Enumerable.Range(0, picture.Pixels.Length).All(i => result.Pixels[i] == picture.Pixels[i] || (picture.Channels == Raster.Rgba && picture.Pixels[i | 3] == 0));
        });

    [Fact]
    public void A_pixel_is_the_mean_of_its_block() =>
        Gen.Select(AnyPicture.Where(picture => picture.Channels == Raster.Grey), Gen.Int[1, 200]).Sample((picture, most) =>
        {
            var result = Averaged(picture, most);
            var block = Math.Max(1, (int)Math.Ceiling(Math.Sqrt((double)picture.Count / most)));
            return Enumerable.Range(0, result.Count).All(i =>
            {
                var (y, x) = Math.DivRem(i, result.Width);
                var inside = Enumerable.Range(0, picture.Count).Where(pixel => pixel / picture.Width / block == y && pixel % picture.Width / block == x);
                return Math.Abs(inside.Average(pixel => picture.Pixels[pixel]) - result.Pixels[i]) <= 0.5;
            });
        });

    [Fact]
    public void No_picture_becomes_larger_than_was_asked_for() =>
        Gen.Select(AnyPicture, Gen.Int[30, 400]).Sample((picture, most) => Averaged(picture, most).Count <= most);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_picture_that_is_decoded_in_strips_is_the_average_of_the_whole(bool interlaced)
    {
        // 71 million bytes of colour: more than a strip
        var ink = new InkMap(4201, 4203, new float[4201 * 4203]);
        var whole = new Raster(ink.Width, ink.Height, Raster.Rgba, new byte[ink.Ink.Length * Raster.Rgba]);
        for (var i = 0; i < ink.Ink.Length; i++)
        {
            // black, and more or less opaque
            whole.Pixels[(i * Raster.Rgba) + 3] = (byte)(i % 251);
            ink.Ink[i] = i % 251 / 255f;
        }

        var found = ImageDecoder.Decode(DrawnPng.Of(new("", PngType.GreyAlpha, 8, interlaced), ink));

        var expected = Averaged(whole, ImageLimits.KeptPixels);
        Assert.Equal((expected.Width, expected.Height), (found.Width, found.Height));
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(found.Pixels));
    }

    private static Raster Averaged(Raster picture, int most)
    {
        var average = new BlockAverage(picture.Width, picture.Height, picture.Channels, most);
        for (var y = 0; y < average.Rows; y++)
        {
            average.Add(picture.Pixels.AsSpan(y * picture.Width * picture.Channels, picture.Width * picture.Channels));
        }

        return average.Result;
    }
}
