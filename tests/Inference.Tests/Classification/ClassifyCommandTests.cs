using System.Text.Json;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Inference.Tests.Models;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Classification;

public sealed class ClassifyCommandTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_input_gives_one_line_of_json_in_order()
    {
        Digit("b.png", 0);
        Digit("a.png", 1);
        File.WriteAllBytes(folder["broken.png"], [1, 2, 3]);

        var run = Classify([folder["b.png"], folder["missing.png"], folder["a.png"], folder["broken.png"]], "--format", "json");

        var lines = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(1, run.Code);
        Assert.Equal(["b.png", "missing.png", "a.png", "broken.png"], lines.Select(line => Path.GetFileName(line.GetProperty("input").GetString())));
        Assert.Equal([false, true, false, true], lines.Select(line => line.TryGetProperty("error", out _)));
        Assert.Equal(3, lines[0].GetProperty("top").GetArrayLength());
        Assert.Equal(lines[0].GetProperty("label").GetInt32(), lines[0].GetProperty("top")[0].GetProperty("label").GetInt32());
        Assert.Equal(lines[0].GetProperty("confidence").GetSingle(), lines[0].GetProperty("top")[0].GetProperty("probability").GetSingle());
    }

    [Fact]
    public void Labels_are_those_of_the_evaluation()
    {
        // more than two blocks, so that order and the last, partial block count
        const int Count = 600;
        for (var i = 0; i < Count; i++)
        {
            Digit($"{i:000}.png", i);
        }

        var run = Classify([folder.Path], "--format", "json", "--top", "1");

        var right = run.Lines.Where((line, i) => JsonDocument.Parse(line).RootElement.GetProperty("label").GetInt32() == shared.Data.Test.Labels.Span[i]).Count();
        Assert.Equal(0, run.Code);
        Assert.Equal(Count, run.Lines.Length);
        Assert.InRange(right, Count * 0.85, Count);
    }

    [Fact]
    public void Both_input_conventions_give_the_same_answers()
    {
        Digit("7.png", 0);
        var scaled = (shared.Model with { Input = Contracts.Models.InputConvention.ScaledPixels }).Write(folder["scaled.onnx"]);

        var raw = Classify([folder["7.png"]], "--format", "csv");
        var floats = InferenceRun.Of("classify", folder["7.png"], "--model", scaled, "--device", "cpu", "--format", "csv");

        Assert.Equal(raw.Lines[1][..^8], floats.Lines[1][..^8]); // the last digits of a float32 may differ
    }

    [Fact]
    public void An_answer_below_a_threshold_of_the_model_is_uncertain_and_says_why()
    {
        Digit("a.png", 0);
        var calibration = new Calibration(1, "mnist", "holdout:5000", 5000, 0, 0, LeastConfidence: 0, LeastScore: -1000);
        string Why(Calibration thresholds)
        {
            var model = (shared.Model with { Calibration = thresholds }).Write(folder["calibrated.onnx"]);
            var line = JsonDocument.Parse(InferenceRun.Of("classify", folder["a.png"], "--model", model, "--device", "cpu", "--format", "json").Output).RootElement;
            return line.GetProperty("uncertain").GetBoolean() ? line.GetProperty("why").GetString()! : "";
        }

        Assert.Equal("", Why(calibration));
        Assert.Equal("between classes", Why(calibration with { LeastConfidence = 1 }));
        Assert.Equal("like no class", Why(calibration with { LeastScore = 1000 }));
    }

    [Fact]
    public void A_page_with_many_figures_is_uncertain_in_every_format()
    {
        File.WriteAllBytes(folder["text.png"], PngBytes.Of(200, 200, Letters()));

        Assert.Contains(",several figures,", Classify([folder["text.png"]], "--format", "csv").Output);
        Assert.Contains("\"uncertain\":true,\"why\":\"several figures\"", Classify([folder["text.png"]], "--format", "json").Output);
        Assert.Contains("uncertain: several figures", Classify([folder["text.png"]]).Output);
        Assert.Equal(0, Classify([folder["text.png"]]).Code);
    }

    [Fact]
    public void Folders_are_walked_in_ordinal_order_and_other_files_left_alone()
    {
        Digit("b/2.png", 0);
        Digit("b/1.PNG", 1);
        Digit("b.png", 2);
        Digit("a.jpeg", 3);
        File.WriteAllText(folder["b/notes.txt"], "no picture");

        var run = Classify([folder.Path], "--format", "csv");

        Assert.Equal(0, run.Code);
        Assert.Equal(["a.jpeg", "b.png", "b/1.PNG", "b/2.png"], run.Lines.Skip(1).Select(line => Path.GetRelativePath(folder.Path, line.Split(',')[0])));
    }

    [Fact]
    public void Links_to_folders_are_not_followed_in_circles()
    {
        Digit("in/1.png", 0);
        Directory.CreateSymbolicLink(folder["in/again"], folder["in"]);

        var run = Classify([folder.Path], "--format", "json");

        Assert.Single(run.Lines);
    }

    [Fact]
    public void Paths_come_from_standard_input()
    {
        Digit("a.png", 0);
        Digit("b.png", 1);

        var run = InferenceRun.WithInput($"{folder["b.png"]}\n\n{folder["a.png"]}\r\n", "classify", "-", "--model", shared.Path, "--device", "cpu", "--format", "csv");

        Assert.Equal(0, run.Code);
        Assert.Equal(["b.png", "a.png"], run.Lines.Skip(1).Select(line => Path.GetFileName(line.Split(',')[0])));
    }

    [Fact]
    public void Standard_input_without_a_path_is_wrong_usage()
    {
        var run = InferenceRun.WithInput("\n", "classify", "-", "--model", shared.Path);

        Assert.Equal(2, run.Code);
    }

    [Fact]
    public void A_folder_without_pictures_fails_by_name()
    {
        var run = Classify([folder.Path], "--format", "json");

        Assert.Equal(1, run.Code);
        Assert.Contains("the folder holds no pictures", run.Error);
        Assert.Single(run.Lines);
    }

    [Fact]
    public void Names_with_markup_quotes_and_other_letters_are_written_as_they_are()
    {
        string[] names = ["[red].png", "say \"7\", twice.png", "число 七.png"];
        foreach (var name in names)
        {
            Digit(name, 0);
        }

        var paths = names.Select(name => folder[name]).ToArray();

        Assert.Contains("[red].png", Classify(paths).Output);
        Assert.Contains("say \"\"7\"\", twice.png\",", Classify(paths, "--format", "csv").Output);
        Assert.Contains("число 七.png", Classify(paths, "--format", "json").Output);
    }

    [Fact]
    public void Classes_that_are_no_digits_are_named()
    {
        Digit("a.png", 0);
        var model = (shared.Model with { ClassNames = ["coat", "bag", "shirt", "boot", "dress", "sandal", "shoe", "top", "trousers", "pullover"] }).Write(folder["clothes.onnx"]);

        var run = InferenceRun.Of("classify", folder["a.png"], "--model", model, "--device", "cpu", "--format", "json");

        Assert.Equal("top", JsonDocument.Parse(run.Output).RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public void Every_failure_is_told_with_what_was_found_and_expected()
    {
        File.WriteAllBytes(folder["empty.png"], []);
        File.WriteAllBytes(folder["bomb.png"], PngBytes.Bomb(60_000, 60_000));
        File.WriteAllBytes(folder["blank.png"], PngBytes.Of(28, 28, new byte[DatasetFolder.Pixels]));

        var run = Classify([folder["empty.png"], folder["bomb.png"], folder["blank.png"], folder["nowhere/"]]);

        Assert.Equal(1, run.Code);
        Assert.Contains($"inference: {folder["empty.png"]}: the file is empty, or a pipe or device\n  expected:", run.Error);
        Assert.Contains("60000 × 60000 pixels", run.Error);
        Assert.Contains("no ink found", run.Error);
        Assert.Contains("there is no such file or folder", run.Error);
        Assert.Contains("4 of 4 inputs", run.Error);
    }

    private InferenceRun Classify(string[] inputs, params string[] options) =>
        InferenceRun.Of(["classify", .. inputs, "--model", shared.Path, "--device", "cpu", .. options]);

    // rows of bars on a white page
    private static byte[] Letters()
    {
        var page = new byte[200 * 200];
        for (var i = 0; i < page.Length; i++)
        {
            var (y, x) = Math.DivRem(i, 200);
            page[i] = (byte)(y % 40 is >= 10 and < 30 && x % 40 is >= 15 and < 22 ? 0 : 255);
        }

        return page;
    }

    private void Digit(string name, int index)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllBytes(folder[name], PngBytes.Of(28, 28, shared.Data.Test.Images.Span.Slice(index * DatasetFolder.Pixels, DatasetFolder.Pixels)));
    }
}
