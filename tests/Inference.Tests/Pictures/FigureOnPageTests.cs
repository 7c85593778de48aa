using CsCheck;
using Toolchain.Inference.Images;
using static Toolchain.Inference.Tests.Pictures.Drawing;

namespace Toolchain.Inference.Tests.Pictures;

public class FigureOnPageTests
{
    private const int Wide = 240;
    private const int High = 300;

    // a page takes milliseconds, a hundred of them seconds
    private const int Pages = 30;

    // a clean page with a seven on it, the same wherever it lies
    private static readonly byte[] Clean = Normalized(Page((_, _) => 235, (100, 120)));

    private static readonly Gen<(int Left, int Top)> AnyPlace = Gen.Select(Gen.Int[40, 140], Gen.Int[40, 180]);

    [Fact]
    public void Light_that_falls_off_across_the_page_leaves_the_figure_as_it_is() =>
        Gen.Select(AnyPlace, Gen.Double[-0.3, 0.3], Gen.Double[-0.3, 0.3]).Sample((place, across, down) =>
            Alike(Normalized(Page((x, y) => 170 + (across * (x - (Wide / 2))) + (down * (y - (High / 2))) + Grain(x, y, 4), place))), iter: Pages);

    [Fact]
    public void The_edge_of_a_shadow_across_the_page_is_no_figure() =>
        Gen.Select(AnyPlace, Gen.Double[-40, 40], Gen.Double[0, 6.28]).Sample((place, offset, turn) =>
            Alike(Normalized(Page((x, y) =>
            {
                var beyond = (Math.Cos(turn) * (x - (Wide / 2))) + (Math.Sin(turn) * (y - (High / 2))) + offset;
                return 215 - (70 / (1 + Math.Exp(-beyond / 10))) + Grain(x, y, 4);
            }, place))), iter: Pages);

    [Fact]
    public void The_lines_of_ruled_paper_are_no_ink() =>
        Gen.Select(AnyPlace, Gen.Int[18, 40]).Sample((place, distance) =>
            Alike(Normalized(Page((_, y) => y % distance == 0 ? 190 : 240, place))), iter: Pages);

    [Fact]
    public void The_dark_frame_of_a_scan_is_no_figure() =>
        Gen.Select(AnyPlace, Gen.Int[1, 8], Gen.Int[0, 3]).Sample((place, thick, side) =>
            Alike(Normalized(Page((x, y) => side switch
            {
                0 => x < thick,
                1 => y < thick,
                2 => x >= Wide - thick,
                _ => y >= High - thick,
            } ? 40 : 235, place))), iter: Pages);

    [Fact]
    public void The_wide_dark_side_of_a_scan_is_no_figure() =>
        Gen.Select(Gen.Select(Gen.Int[60, 120], Gen.Int[60, 160]), Gen.Int[9, 50], Gen.Int[0, 3], Gen.Int[0, 60]).Sample((place, thick, side, grey) =>
            Alike(Normalized(Page((x, y) => side switch
            {
                0 => x < thick,
                1 => y < thick,
                2 => x >= Wide - thick,
                _ => y >= High - thick,
            } ? grey : 235, place))), iter: Pages);

    [Fact]
    public void A_frame_all_the_way_round_is_no_figure() =>
        Gen.Select(Gen.Select(Gen.Int[60, 120], Gen.Int[60, 160]), Gen.Int[3, 50], Gen.Int[3, 50], Gen.Int[0, 150]).Sample((place, across, down, grey) =>
            Alike(Normalized(Page((x, y) => x < across || x >= Wide - across || y < down || y >= High - down ? grey : 235, place))), iter: Pages);

    [Fact]
    public void The_line_of_a_box_around_the_figure_is_no_figure() =>
        Gen.Select(Gen.Select(Gen.Int[70, 110], Gen.Int[80, 140]), Gen.Int[40, 60], Gen.Int[2, 8], Gen.Int[0, 150]).Sample((place, margin, thick, grey) =>
            Alike(Normalized(Page(
                (x, y) => Math.Min(Math.Min(x - margin + 15, Wide - 1 - margin + 15 - x), Math.Min(y - margin, High - 1 - margin - y)) is >= 0 and var deep && deep < thick ? grey : 235,
                place))), iter: Pages);

    [Fact]
    public void A_figure_with_holes_is_no_frame()
    {
        // an eight of bars, which has nothing but holes inside of its outline
        var eight = new byte[Wide * High];
        for (var i = 0; i < eight.Length; i++)
        {
            var (y, x) = Math.DivRem(i, Wide);
            var (right, down) = (x - 70, y - 60);
            var bar = right is < 16 or >= 84 || down is < 16 or >= 164 or (>= 82 and < 98);
            eight[i] = right is >= 0 and < 100 && down is >= 0 and < 180 && bar ? (byte)20 : (byte)235;
        }

        var result = Normalized(new Raster(Wide, High, Raster.Grey, eight));

        // 20 rows high, the bars at its sides
        Assert.All(Enumerable.Range(6, 16), row => Assert.Contains(result.Skip(row * 28).Take(12), pixel => pixel > 128));
    }

    [Fact]
    public void Specks_beside_the_figure_are_no_part_of_it() =>
        Gen.Select(AnyPlace, Gen.Select(Gen.Int[0, Wide - 1], Gen.Int[0, High - 1]).Array[1, 20]).Sample((place, specks) =>
        {
            var page = Page((_, _) => 235, place);
            // one on the figure, or touching it, is ink like any other
            foreach (var (x, y) in specks.Where(speck => speck.Item1 < place.Left - 3 || speck.Item1 > place.Left + 53 || speck.Item2 < place.Top - 3 || speck.Item2 > place.Top + 73))
            {
                page.Pixels[(y * Wide) + x] = 20;
            }

            return Alike(Normalized(page));
        }, iter: Pages);

    [Fact]
    public void Another_figure_beside_it_is_seen() =>
        Gen.Select(Gen.Int[20, 50], Gen.Int[40, 180], Gen.Int[80, 110], Gen.Int[-30, 30], Gen.Double[5, 11]).Sample((left, top, right, down, pen) =>
        {
            var page = Page((_, _) => 235, (left, top));
            var other = Page((_, _) => 235, (left + right, top + down), pen);
            return ContentOf(page with { Pixels = [.. page.Pixels.Zip(other.Pixels, Math.Min)] }).Others == 1;
        }, iter: Pages);

    [Fact]
    public void A_line_or_a_dot_beside_it_is_no_other_figure() =>
        Gen.Select(AnyPlace, Gen.Int[120, 260], Gen.Int[1, 3], Gen.Bool).Sample((place, length, thick, isLong) =>
        {
            // a line longer than any figure, or a dot
            var (wide, high) = isLong ? (thick, length) : (5 * thick, 5 * thick);
            var page = Page((x, y) => x >= 8 && x < 8 + wide && y >= 20 && y < 20 + high ? 60 : 235, place);
            return ContentOf(page).Others == 0;
        }, iter: Pages);

    [Fact]
    public void A_hair_thin_pen_is_given_the_weight_of_a_stroke()
    {
        var thin = Normalized(Page((_, _) => 235, (100, 120), pen: 1));

        // ink as of a stroke about two pixels wide, where one line of 1 pixel in 70 would leave a third of one
        var ink = thin.Sum(pixel => pixel) / 255.0;
        Assert.InRange(ink, 45, 90);
    }

    private static PageContent ContentOf(Raster page) => DigitNormalizer.Normalize(page, new byte[28 * 28]);

    // by whole pixels, the centre of mass may fall to either side; and grain blurs edges
    private static bool Alike(byte[] result) => Enumerable.Range(0, 9).Any(place => MeanDifference(Clean, Moved(result, (place % 3) - 1, (place / 3) - 1)) < 12);

    private static double MeanDifference(byte[] one, byte[] other)
    {
        var inked = Enumerable.Range(0, one.Length).Where(i => one[i] > 0 || other[i] > 0).ToArray();
        return inked.Average(i => Math.Abs(one[i] - other[i])) / 2;
    }

    private static byte[] Moved(byte[] pixels, int right, int down) =>
        [.. Enumerable.Range(0, 28 * 28).Select(i => pixels[(((i / 28) - down + 28) % 28 * 28) + (((i % 28) - right + 28) % 28)])];

    // hashed, so that the same page is the same everywhere
    private static double Grain(int x, int y, double deviation)
    {
        var state = (((uint)x * 374_761_393u) + ((uint)y * 668_265_263u)) * 1_274_126_177u;
        state ^= state >> 15;
        return ((state & 0xFFFF) / 65_535.0 - 0.5) * Math.Sqrt(12) * deviation;
    }

    // a seven, 51 × 71 pixels, in ink that leaves a fifth of the light
    private static Raster Page(Func<int, int, double> ground, (int Left, int Top) place, double pen = 7)
    {
        var pixels = new byte[Wide * High];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, Wide);
            var (right, down) = (x - place.Left, y - place.Top);
            var distance = Math.Min(ToSegment(right, down, 3, 3, 48, 3), ToSegment(right, down, 48, 3, 18, 68));
            var ink = Math.Clamp((pen / 2) + 0.5 - distance, 0, 1);
            pixels[i] = (byte)Math.Clamp(ground(x, y) * (1 - (0.8 * ink)), 0, 255);
        }

        return new(Wide, High, Raster.Grey, pixels);
    }
}
