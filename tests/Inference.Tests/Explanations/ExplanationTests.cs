using Spectre.Console;
using Toolchain.Inference.Classification;
using Toolchain.Inference.Images;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Explanations;

public sealed class ExplanationTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_input_has_a_picture_of_its_own_and_all_are_on_a_sheet()
    {
        Digit("scans/7.png", 0);
        Digit("scans/more/7.png", 1);
        File.WriteAllBytes(folder["scans/broken.png"], [1, 2, 3]);

        var run = Explain([folder["scans"], folder["missing.png"]]);

        Assert.Equal(1, run.Code);
        Assert.Equal(["000001-7.png", "000002-broken.png", "000003-7.png", "000004-missing.png", "contact-sheet.png"], Written());
        Assert.Contains("4 inputs explained", run.Error, StringComparison.Ordinal);
        Assert.All(Written(), name => Assert.True(ImageDecoder.Decode(File.ReadAllBytes(folder[$"seen/{name}"])).Count > 10_000));
    }

    [Fact]
    public void The_picture_shows_what_the_network_saw()
    {
        Digit("digit.png", 0);
        Explain([folder["digit.png"]]);

        var page = ImageDecoder.Decode(File.ReadAllBytes(folder["seen/000001-digit.png"]));

        // nine pixels for each of the 28×28, the second of two pictures
        var seen = Enumerable.Range(0, 28 * 28).Select(i => page.Pixels[((((44 + (i / 28 * 9) + 4) * page.Width) + 284 + (i % 28 * 9) + 4) * Raster.Rgba)]);
        Assert.Equal(shared.Data.Test.Images.Span[..784].ToArray(), seen);
    }

    [Fact]
    public void More_than_a_sheet_goes_on_the_next_one()
    {
        for (var i = 0; i < 50; i++)
        {
            Digit($"scans/{i:00}.png", i);
        }

        Explain([folder["scans"]]);

        Assert.Equal(["contact-sheet-2.png", "contact-sheet.png"], Written().Where(name => name.StartsWith("contact", StringComparison.Ordinal)));
        Assert.Equal(52, Written().Length);
    }

    [Fact]
    public void Explanations_below_the_inputs_are_no_inputs()
    {
        Digit("a.png", 0);
        Digit("z.png", 1);

        var run = Explain([folder.Path]);

        Assert.Equal(0, run.Code);
        Assert.Equal(["000001-a.png", "000002-z.png", "contact-sheet.png"], Written());
    }

    [Theory]
    [InlineData("  spaces & [brackets] ;rm -rf.png", "000001-__spaces____brackets___rm_-rf.png")]
    [InlineData("数字七.png", "000001-数字七.png")]
    [InlineData("con.png", "000001-con.png")]
    [InlineData("line\nbreak.png", "000001-line_break.png")]
    public void Names_are_safe(string input, string expected)
    {
        Digit(input, 0);

        Explain([folder[input]]);

        Assert.Contains(expected, Written());
    }

    [Fact]
    public void A_name_as_long_as_there_can_be_is_cut()
    {
        var input = $"{new string('字', 80)}.png"; // 244 bytes
        Digit(input, 0);

        var run = Explain([folder[input]]);

        Assert.Equal(0, run.Code);
        Assert.Equal(2, Written().Length);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        Digit("digit.png", 0);
        Directory.CreateDirectory(folder["seen"]);
        File.WriteAllText(folder["seen/notes.txt"], "mine");

        var run = Explain([folder["digit.png"]]);

        Assert.Equal(2, run.Code);
        Assert.Contains("already holds notes.txt", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Equal(["notes.txt"], Written());
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_wrong_usage()
    {
        Digit("digit.png", 0);
        File.WriteAllText(folder["seen"], "");

        Assert.Equal(2, Explain([folder["digit.png"]]).Code);
    }

    [Fact]
    public void Three_bars_are_drawn_even_where_the_report_names_one()
    {
        Digit("digit.png", 0);
        var run = Explain([folder["digit.png"]], "--top", "1", "--format", "json");
        Directory.Move(folder["seen"], folder["one"]);

        Explain([folder["digit.png"]]);

        Assert.DoesNotContain("},{", run.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["one/000001-digit.png"]), File.ReadAllBytes(folder["seen/000001-digit.png"]));
    }

    [Fact]
    public void The_table_can_draw_what_the_network_saw()
    {
        Digit("digit.png", 0);

        var run = InferenceRun.Of("classify", folder["digit.png"], "--model", shared.Path, "--device", "cpu", "--show");

        var inked = shared.Data.Test.Images.Span[..784].ToArray().Count(pixel => pixel >= 96);
        Assert.Equal(0, run.Code);
        Assert.Equal(inked, run.Output.Sum(letter => letter switch { '█' => 2, '▀' or '▄' => 1, _ => 0 }));
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public void What_programs_read_has_no_drawings_in_it(string format)
    {
        Digit("digit.png", 0);
        string[] arguments = ["classify", folder["digit.png"], "--model", shared.Path, "--device", "cpu", "--format", format];
        var plain = InferenceRun.Of(arguments);

        var run = InferenceRun.Of([.. arguments, "--show"]);

        Assert.Equal(0, run.Code);
        Assert.Equal(plain.Output, run.Output);
        Assert.Contains('▀', run.Error);
    }

    [Theory]
    [InlineData(ColorSystemSupport.TrueColor, true)]
    [InlineData(ColorSystemSupport.NoColors, false)]
    public void Greys_are_drawn_where_the_terminal_has_them_and_shapes_elsewhere(ColorSystemSupport colours, bool asGreys)
    {
        var pixels = new byte[28 * 28];
        pixels.AsSpan(0, 28).Fill(255); // the first row, the upper half of the first line
        var screen = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.Yes, ColorSystem = colours, Out = new AnsiConsoleOutput(screen) });

        console.Write(HalfBlocks.Draw(pixels, console));

        Assert.Equal(asGreys ? 28 * 14 : 28, screen.ToString().Count(letter => letter == '▀'));
        Assert.Equal(asGreys, screen.ToString().Contains("38;2;255;255;255", StringComparison.Ordinal));
    }

    private string[] Written() => [.. Directory.EnumerateFiles(folder["seen"]).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private InferenceRun Explain(string[] inputs, params string[] options) =>
        InferenceRun.Of(["classify", .. inputs, "--model", shared.Path, "--device", "cpu", "--explain", folder["seen"], .. options]);

    private void Digit(string name, int index)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], PngBytes.Of(28, 28, shared.Data.Test.Images.Span.Slice(index * 784, 784)));
    }
}
