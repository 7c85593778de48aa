using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Drawing;
using Toolchain.Inference.Images;
using Toolchain.Inference.Robustness.Drawing;

namespace Toolchain.Inference.Robustness;

/// <summary>Every transform there is, in the order of the table. Where no size is said, the digit's 28 × 28 are enlarged four times and drawn black on white.</summary>
internal static class TransformCatalog
{
    private const int Enlarged = 4 * DatasetFolder.Side;
    private const int MostShift = 4; // digits are fit into 20 × 20, so the whole of one stays in the picture

    private static readonly int[] Sides = [12, 16, 20, 28, 56, 112, 200, 400];
    private static readonly int[] Angles = [-15, -10, 10, 15];

    /// <summary>The transforms; the first leaves the pictures as they are.</summary>
    public static IReadOnlyList<Transform> All { get; } =
    [
        new("original", "as it is", AsItIs),
        new("polarity", "inverted", digit => AsItIs(digit) with { Pixels = [.. digit.Pixels.ToArray().Select(pixel => (byte)(byte.MaxValue - pixel))] }),
        new("polarity", "white on black and enlarged", digit => Paper.Grey(Large(digit), paper: 0, pen: 255)),
        .. Places(),
        .. Sides.Select(side => new Transform("size", $"{side} × {side}", digit => Paper.Grey(Placement.Sized(digit.Ink(), side)))),
        new("size", "112 × 112 in blocks", digit => Paper.Grey(Placement.InBlocks(digit.Ink(), 4))),
        .. PngType.All.Select(type => new Transform("png", type.Name, digit => ImageDecoder.Decode(DrawnPng.Of(type, Placement.Sized(digit.Ink(), 2 * DatasetFolder.Side))))),
        .. Colours(),
        .. new[] { 10, 25 }.Select(deviation => new Transform("noise", $"standard deviation {deviation}", digit => Paper.Noisy(Large(digit), 225, 40, deviation, digit.Chance()))),
        new("noise", "specks", digit => Specked(Paper.Grey(Large(digit), 235, 35), digit)),
        .. Lights(),
        .. Angles.Select(degrees => new Transform("rotation", $"{Math.Abs(degrees)}° {(degrees < 0 ? "left" : "right")}", digit => Paper.Grey(Placement.Turned(Large(digit), degrees)))),
        .. new[] { 3, 6 }.Select(deviation => new Transform("blur", $"{deviation} pixels of {Enlarged}", digit => Paper.Grey(Placement.Blurred(Large(digit), deviation)))),
        .. new[] { 1f, 3f }.Select(radius => new Transform("stroke", $"redrawn, {2 * radius:0} pixels of {Enlarged} wide", digit => Paper.Grey(Strokes.Redrawn(Large(digit), radius)))),
        .. new[] { 3f, 5f }.Select(more => new Transform("stroke", $"{2 * more:0} pixels of {Enlarged} wider", digit => Paper.Grey(Strokes.Thickened(Large(digit), more)))),
    ];

    private static IEnumerable<Transform> Places()
    {
        yield return new("place", $"moved by up to {MostShift} pixels", digit =>
        {
            var chance = digit.Chance();
            int Shift() => chance.NextBelow((2 * MostShift) + 1) - MostShift;
            return Paper.Grey(Placement.OnPage(digit.Ink(), DatasetFolder.Side, DatasetFolder.Side, Shift(), Shift()), paper: 0, pen: 255);
        });
        yield return new("place", "anywhere on 300 × 400", digit =>
        {
            var chance = digit.Chance();
            var side = 40 + chance.NextBelow(81);
            return Paper.Grey(Placement.OnPage(Placement.Sized(digit.Ink(), side), 300, 400, chance.NextBelow(300 - side), chance.NextBelow(400 - side)));
        });
        yield return new("place", "cropped to the ink", digit => Cropped(Paper.Grey(Large(digit))));
    }

    private static IEnumerable<Transform> Colours()
    {
        yield return new("colour", "blue on cream", digit => Paper.Coloured(Large(digit), new(250, 244, 224), new(30, 50, 150)));
        yield return new("colour", "yellow on navy", digit => Paper.Coloured(Large(digit), new(16, 24, 80), new(250, 220, 60)));
        yield return new("colour", "red on green, equally bright", digit => Paper.Coloured(Large(digit), new(60, 150, 70), new(214, 72, 68)));
        yield return new("colour", "black on nothing", digit => Paper.Transparent(Large(digit), new(0, 0, 0)));
        yield return new("colour", "white on nothing", digit => Paper.Transparent(Large(digit), new(255, 255, 255)));
        yield return new("colour", "faint", digit => Paper.Grey(Large(digit), paper: 210, pen: 165));
    }

    private static IEnumerable<Transform> Lights()
    {
        yield return new("light", "gradient over 100 levels", digit => Paper.Lit(Large(digit), (x, y) => 190 + (25 * (x + y)), (x, y) => 0.25 * (190 + (25 * (x + y)))));
        yield return new("light", "lamp over one corner", digit => Paper.Lit(Large(digit), Lamp, (x, y) => 0.25 * Lamp(x, y)));
        yield return new("light", "white on black with a gradient", digit => Paper.Lit(Large(digit), (x, y) => 40 + (20 * (x + y)), (_, _) => 235));
    }

    private static double Lamp(double x, double y) => 240 - (35 * (((x + 0.6) * (x + 0.6)) + ((y + 0.6) * (y + 0.6))) / 2);

    private static Raster AsItIs(TestDigit digit) => new(DatasetFolder.Side, DatasetFolder.Side, Raster.Grey, digit.Pixels.ToArray());

    private static InkMap Large(TestDigit digit) => Placement.Sized(digit.Ink(), Enlarged);

    // dark squares of 1 to 3 pixels, at places where they may lie on the digit too
    private static Raster Specked(Raster picture, TestDigit digit)
    {
        var chance = digit.Chance();
        for (var speck = 0; speck < 12; speck++)
        {
            var side = 1 + chance.NextBelow(3);
            var (left, top) = (chance.NextBelow(picture.Width - side), chance.NextBelow(picture.Height - side));
            for (var y = top; y < top + side; y++)
            {
                picture.Pixels.AsSpan((y * picture.Width) + left, side).Fill((byte)chance.NextBelow(120));
            }
        }

        return picture;
    }

    private static Raster Cropped(Raster picture)
    {
        var ink = Enumerable.Range(0, picture.Count).Where(i => picture.Pixels[i] < 200).ToArray();
        return picture.Cropped(ink.Min(i => i % picture.Width), ink[0] / picture.Width, ink.Max(i => i % picture.Width), ink[^1] / picture.Width);
    }
}
