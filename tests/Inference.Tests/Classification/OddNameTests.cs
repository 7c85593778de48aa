using System.Diagnostics;
using System.Text.Json;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Classification;

public sealed class OddNameTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public void Control_characters_of_a_name_do_not_reach_the_terminal(string format)
    {
        File.WriteAllBytes(folder["a\u001B[31m\nred.png"], PngBytes.Of(28, 28, shared.Data.Test.Images.Span[..784]));
        File.WriteAllText(folder["b\u001B[1m.png"], "no picture");

        var run = Classify("--format", format, "--show");

        Assert.Equal(1, run.Code);
        Assert.DoesNotContain('\u001B', run.Output + run.Error);
        Assert.Contains(@"b\u001B[1m.png: the picture is corrupt", run.Error);
    }

    [Fact]
    public void Programs_read_a_name_as_it_is_and_people_its_control_characters_as_escapes()
    {
        var path = folder["a\u001B[31m\nred.png"];
        File.WriteAllBytes(path, PngBytes.Of(28, 28, shared.Data.Test.Images.Span[..784]));

        var run = Classify("--format", "json", "--show");

        Assert.Contains(@"a\u001B[31m\u000Ared.png", run.Error);
        Assert.Equal(path, JsonDocument.Parse(run.Output).RootElement.GetProperty("input").GetString());
    }

    [Fact]
    public void Paths_that_NUL_characters_part_are_refused_with_what_parts_them_by_lines()
    {
        var run = InferenceRun.WithInput("a.png\0b.png\0", "classify", "-", "--model", shared.Path, "--device", "cpu", "--format", "csv");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("a.png,,,,\"NUL characters", run.Lines[1]);
        Assert.Contains("-print0", run.Error);
    }

    [Fact]
    public void A_link_leads_to_its_picture()
    {
        File.WriteAllBytes(folder["seven.png"], PngBytes.Of(28, 28, shared.Data.Test.Images.Span[..784]));
        Shell("ln -s seven.png \"$1/link.png\"; ln -s link.png \"$1/second.png\"; ln -s nowhere.png \"$1/zero.png\"");

        var run = Classify("--format", "csv");

        Assert.Equal(1, run.Code);
        Assert.Equal(["7", "7", "7", ""], run.Lines[1..].Select(line => line.Split(',')[1]));
        Assert.Contains("zero.png: there is no such file", run.Error);
    }

    [Theory]
    [InlineData("mkfifo \"$1/pipe.png\"")]
    [InlineData("mkfifo \"$1/pipe\"; ln -s pipe \"$1/pipe.png\"")]
    public void A_pipe_that_nobody_writes_to_is_not_waited_for(string make)
    {
        Shell(make);

        var run = Classify("--format", "csv");

        Assert.Equal(1, run.Code);
        Assert.Contains("pipe.png: the file is empty, or a pipe or device\n  expected: a picture in a file", run.Error);
    }

    [Fact]
    public void A_name_that_is_not_in_UTF_8_is_told_from_one_that_is_not_there()
    {
        Shell("touch \"$1/$(printf '\\377').png\"");

        var run = Classify("--format", "csv");
        Shell("rm \"$1\"/*.png"); // the runtime cannot

        Assert.Equal(1, run.Code);
        Assert.Contains("not in UTF-8", run.Error);
        Assert.Contains("next: rename the file", run.Error);
    }

    private InferenceRun Classify(params string[] options) => InferenceRun.Of(["classify", folder.Path, "--model", shared.Path, "--device", "cpu", .. options]);

    private void Shell(string command)
    {
        using var shell = Process.Start("sh", ["-c", command, "sh", folder.Path]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
