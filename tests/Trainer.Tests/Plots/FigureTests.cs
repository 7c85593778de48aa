using System.Buffers.Binary;
using System.Text;
using System.Xml.Linq;
using SkiaSharp;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;
using Toolchain.Trainer.Plots;

namespace Toolchain.Trainer.Tests.Plots;

public sealed class FigureTests : IDisposable
{
    private static readonly Panel Rising = new("a title", "step", "rate")
    {
        Curves = [new Curve("one", [0, 1, 2, 3], [0, 1, 4, 9]), new Curve("two", [0, 1, 2, 3], [1, 1, 0.5, 0.5]) { Stairs = true, Dashed = true, Dots = true }],
    };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("plot.png")]
    [InlineData("plot.PNG")]
    [InlineData("deep/er/plot.svg")]
    public void Saves_what_the_name_says(string name)
    {
        new Figure(Rising).Save(folder[name]);

        var bytes = File.ReadAllBytes(folder[name]);
        Assert.Equal(name.EndsWith("svg", StringComparison.Ordinal) ? "<?xml" : "\u0089PNG\r", Encoding.Latin1.GetString(bytes[..5]));
    }

    [Theory]
    [InlineData("plot")]
    [InlineData("plot.jpg")]
    [InlineData("png")]
    public void Refuses_another_format(string name)
    {
        var fault = Assert.Throws<ToolException>(() => new Figure(Rising).Save(folder[name]));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.False(File.Exists(folder[name]));
    }

    [Fact]
    public void Equal_panels_give_equal_bytes()
    {
        Assert.Equal(new Figure(Rising, Rising).ToPng(), new Figure(Rising, Rising).ToPng());
        Assert.Equal(new Figure(Rising).ToSvg(), new Figure(Rising).ToSvg());
    }

    [Fact]
    public void Panels_lie_one_below_the_other()
    {
        var one = SizeOf(new Figure(Rising, Rising).ToPng());
        var three = SizeOf(new Figure(Rising, Rising, Rising).ToPng());

        Assert.Equal(one.Width, three.Width);
        Assert.Equal(one.Height / 2 * 3, three.Height);
    }

    [Fact]
    public void An_SVG_holds_the_words_as_text()
    {
        var svg = XDocument.Parse(Encoding.UTF8.GetString(new Figure(Rising).ToSvg()));

        var words = svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim()).ToArray();
        Assert.Contains("a title", words);
        Assert.Contains("step", words);
        Assert.Contains("two", words);
    }

    [Fact]
    public void Text_shows_in_the_font_that_the_program_brings()
    {
        var with = new Figure(Rising).ToPng();
        var without = new Figure(Rising with { Title = " " }).ToPng();

        Assert.NotEqual(with, without);
        Assert.Equal("DejaVu Sans", ScottPlot.Fonts.GetTypeface("Arial", bold: true, italic: false).FamilyName);
    }

    [Fact]
    public void Values_that_cannot_be_drawn_leave_a_gap()
    {
        var gap = new Panel("", "x", "y") { LogX = true, LogY = true, Curves = [new Curve("with gaps", [0, 1, 10, 100, 1000], [1, double.NaN, 10, -1, double.PositiveInfinity]) { Band = [(1, 2), (0, 1), (5, 20), (1, 2), (1, 2)] }] };

        using var picture = SKBitmap.Decode(new Figure(gap).ToPng());

        Assert.Contains(picture.Pixels, pixel => pixel.Blue > pixel.Red + 100); // the one dot that can
    }

    [Fact]
    public void An_empty_panel_is_a_picture_too() => Assert.NotEmpty(new Figure(new Panel("nothing", "x", "y") { Curves = [] }).ToPng());

    private static (int Width, int Height) SizeOf(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
