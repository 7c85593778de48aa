using CsCheck;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;
using static Toolchain.Inference.Tests.Pictures.Drawing;

namespace Toolchain.Inference.Tests.Pictures;

public class DigitNormalizerTests
{
    [Fact]
    public void A_negative_gives_the_same_picture() =>
        AnyPage.Sample(page => Near(Normalized(page), Normalized(page with { Pixels = Array.ConvertAll(page.Pixels, pixel => (byte)(255 - pixel)) })));

    [Fact]
    public void The_place_on_the_page_does_not_matter() =>
        Gen.Select(AnyPage, Gen.Int[0, 200], Gen.Int[0, 200]).Sample((page, left, top) =>
            Normalized(OnPage(page, 100, 100, 400, 400)).AsSpan().SequenceEqual(Normalized(OnPage(page, left, top, 400, 400))));

    [Fact]
    public void Colours_of_ink_and_ground_do_not_matter() =>
        // of two figures with the same ink, within what rounding to other colours changes, either may be taken for the digit
        Gen.Select(AnyPage.Where(page => Content(page).Elsewhere < 0.49), Gen.Byte[0, 255], Gen.Byte[0, 255], Gen.Byte[0, 255]).Sample((page, red, green, blue) =>
        {
            // from any ground towards its opposite, so that there is contrast to see
            var ground = (red, green, blue);
            byte Mix(byte from, byte level) => (byte)Math.Round(from + (((from < 128 ? 255 : 0) - from) * (255 - level) / 255.0));
            var coloured = Recoloured(page, level => (Mix(ground.red, level), Mix(ground.green, level), Mix(ground.blue, level), 255));
            // a centre of mass halfway between two pixels may fall to either side when levels are rounded
            var (plain, result) = (Normalized(page), Normalized(coloured));
            return Enumerable.Range(0, 9).Any(place => Near(plain, Moved(result, (place % 3) - 1, (place / 3) - 1), tolerance: 4));
        });

    [Fact]
    public void Dark_ink_on_nothing_is_dark_ink_on_white() =>
        AnyPage.Sample(page => Near(Normalized(page), Normalized(Recoloured(page, level => (0, 0, 0, (byte)(255 - level))))));

    [Fact]
    public void Light_ink_on_nothing_is_light_ink_on_black() =>
        AnyPage.Sample(page => Near(Normalized(page), Normalized(Recoloured(page, level => (255, 255, 255, (byte)(255 - level))))));

    [Fact]
    public void A_hole_in_a_page_takes_the_colour_of_the_page()
    {
        var page = OnPage(Enlarged(Cross(), 2), 40, 40, 200, 200);
        var opaque = Normalized(page);
        var corner = Recoloured(page, level => (level, level, level, 255));
        corner.Pixels.AsSpan(0, 40).Clear();

        var holed = Normalized(corner);

        Assert.True(Near(opaque, holed));
    }

    [Fact]
    public void The_result_is_fit_centred_and_white_at_its_strongest() =>
        AnyPage.Sample(page =>
        {
            var result = Normalized(page);
            return result.Max() == 255 && MnistConvention.Holds(result) && Extent(result) <= MnistConvention.Box;
        });

    [Fact]
    public void What_was_normalized_stays_as_it_is() =>
        AnyPage.Sample(page =>
        {
            var once = Normalized(page);
            return once.AsSpan().SequenceEqual(Normalized(new Raster(28, 28, Raster.Grey, once)));
        });

    [Fact]
    public void Grain_of_paper_leaves_no_trace_beside_the_ink()
    {
        var page = OnPage(Enlarged(Cross(), 8), 60, 60, 400, 400);
        var clean = Normalized(page);
        var state = 1u;
        var grainy = page with
        {
            Pixels = Array.ConvertAll(page.Pixels, pixel =>
            {
                state = (state * 1_664_525u) + 1_013_904_223u;
                return (byte)Math.Clamp(pixel - 12 + (int)(state >> 24) % 13, 0, 255);
            }),
        };

        var result = Normalized(grainy);

        Assert.True(Near(clean, result, tolerance: 16));
    }

    [Theory]
    [InlineData(28, 0)]
    [InlineData(28, 255)]
    [InlineData(28, 128)]
    [InlineData(100, 255)]
    [InlineData(1, 7)]
    public void A_blank_picture_has_no_ink(int side, byte level)
    {
        var blank = new byte[side * side];
        Array.Fill(blank, level);

        var fault = Assert.Throws<ToolException>(() => Normalized(new Raster(side, side, Raster.Grey, blank)));

        Assert.Equal("no ink found", fault.Found);
    }

    [Fact]
    public void A_wholly_transparent_picture_has_no_ink() =>
        Assert.Equal("no ink found", Assert.Throws<ToolException>(() => Normalized(new Raster(40, 40, Raster.Rgba, new byte[40 * 40 * 4]))).Found);

    internal static bool Near(byte[] one, byte[] other, int tolerance = 1) => one.Zip(other).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance);

    private static PageContent Content(Raster page) => DigitNormalizer.Normalize(page, new byte[28 * 28]);

    // what leaves the picture on one side is ground, so it may come back on the other
    private static byte[] Moved(byte[] pixels, int right, int down) =>
        [.. Enumerable.Range(0, 28 * 28).Select(i => pixels[(((i / 28) - down + 28) % 28 * 28) + (((i % 28) - right + 28) % 28)])];

    private static byte[] Cross() => [.. Enumerable.Range(0, 28 * 28).Select(i => (byte)(i / 28 is > 5 and < 22 && i % 28 is > 5 and < 22 && (i / 28 is 12 or 13 or 14 || i % 28 is 12 or 13 or 14) ? 255 : 0))];

    private static int Extent(byte[] pixels)
    {
        var ink = Enumerable.Range(0, pixels.Length).Where(i => pixels[i] > 0).ToArray();
        return 1 + Math.Max(ink.Max(i => i / 28) - ink.Min(i => i / 28), ink.Max(i => i % 28) - ink.Min(i => i % 28));
    }
}
