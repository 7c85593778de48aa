using System.Text.Json;
using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;
using static Toolchain.Inference.Tests.Pictures.Drawing;

namespace Toolchain.Inference.Tests.Robustness;

/// <summary>What docs/robustness.md says of pictures that are no digits, in short: letters drawn here by straight strokes, and the published model.</summary>
public sealed class DoubtGate : IDisposable
{
    private const int Side = 120;

    // corners of each stroke, from the left and from the top, as a share of the letter's box
    private static readonly (char Letter, (double X, double Y)[][] Strokes)[] Letters =
    [
        ('A', [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.6), (0.8, 0.6)]]),
        ('E', [[(0.9, 0), (0, 0), (0, 1), (0.9, 1)], [(0, 0.5), (0.7, 0.5)]]),
        ('F', [[(0.9, 0), (0, 0), (0, 1)], [(0, 0.5), (0.7, 0.5)]]),
        ('H', [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 0.5), (1, 0.5)]]),
        ('K', [[(0, 0), (0, 1)], [(0.9, 0), (0, 0.5), (0.9, 1)]]),
        ('M', [[(0, 1), (0, 0), (0.5, 0.6), (1, 0), (1, 1)]]),
        ('N', [[(0, 1), (0, 0), (1, 1), (1, 0)]]),
        ('R', [[(0, 1), (0, 0), (0.8, 0), (0.8, 0.5), (0, 0.5), (0.8, 1)]]),
        ('V', [[(0, 0), (0.5, 1), (1, 0)]]),
        ('W', [[(0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)]]),
        ('X', [[(0, 0), (1, 1)], [(1, 0), (0, 1)]]),
        ('Y', [[(0, 0), (0.5, 0.5), (1, 0)], [(0.5, 0.5), (0.5, 1)]]),
    ];

    private static readonly double[] Pens = [3, 5, 7];
    private static readonly double[] Widths = [0.6, 0.8];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Most_letters_are_uncertain()
    {
        var drawn = from letter in Letters from pen in Pens from width in Widths select (letter.Letter, pen, width, Pixels: Drawn(letter.Strokes, pen, width));
        foreach (var (letter, pen, width, pixels) in drawn)
        {
            File.WriteAllBytes(folder[$"{letter}-{pen}-{width}.png"], PngBytes.Of(Side, Side, pixels));
        }

        var uncertain = Uncertain();

        Assert.Equal(Letters.Length * Pens.Length * Widths.Length, uncertain.Length);
        Assert.True(uncertain.Count(marked => marked) >= 0.6 * uncertain.Length, $"{uncertain.Count(marked => marked)} of {uncertain.Length}");
    }

    [Fact]
    public void Hardly_a_digit_is_uncertain()
    {
        var (test, _) = DatasetFolder.LoadTest(TrainedLinearModel.DataFolder);
        for (var i = 0; i < 300; i++)
        {
            File.WriteAllBytes(folder[$"{i}.png"], PngBytes.Of(28, 28, test.Images.Span.Slice(i * DatasetFolder.Pixels, DatasetFolder.Pixels)));
        }

        var uncertain = Uncertain();

        Assert.Equal(300, uncertain.Length);
        Assert.InRange(uncertain.Count(marked => marked), 1, 12);
    }

    private bool[] Uncertain() =>
        [.. InferenceRun.Of("classify", folder.Path, "--device", "cpu", "--format", "json").Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("uncertain").GetBoolean())];

    // black on white, by the distance to the nearest stroke
    private static byte[] Drawn((double X, double Y)[][] strokes, double pen, double width)
    {
        var pixels = new byte[Side * Side];
        var segments = strokes.SelectMany(stroke => stroke.Zip(stroke.Skip(1))).Select(pair => (From: Placed(pair.First, width), To: Placed(pair.Second, width))).ToArray();
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = Math.DivRem(i, Side);
            var distance = segments.Min(segment => ToSegment(x, y, segment.From.X, segment.From.Y, segment.To.X, segment.To.Y));
            pixels[i] = (byte)(255 * Math.Clamp(distance - pen + 0.5, 0, 1));
        }

        return pixels;
    }

    private static (double X, double Y) Placed((double X, double Y) corner, double width) =>
        ((Side / 2) + ((corner.X - 0.5) * width * Side * 0.7), (Side / 2) + ((corner.Y - 0.5) * Side * 0.7));
}
