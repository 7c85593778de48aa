using System.Security.Cryptography;
using System.Text.Json;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class ExportTests
{
    [Fact]
    public void Writes_the_model_beside_the_checkpoint_of_a_run_folder()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", run.Path);

        Assert.Equal((0, ""), (export.Code, export.Error));
        Assert.Equal(["checkpoint.safetensors", "model.onnx"], run.Files);
        Assert.Contains("logits, against the trained", export.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", export.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_program_what_it_wrote()
    {
        using var folder = new TempFolder();
        var checkpoint = ExporterRun.Saved(folder, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", checkpoint, "-o", folder["digits.onnx"], "--opset", "21", "--input", "float32", "--format", "json");

        var result = JsonDocument.Parse(export.Output).RootElement;
        var bytes = File.ReadAllBytes(folder["digits.onnx"]);
        Assert.Equal(1, export.Output.Count(letter => letter == '\n'));
        Assert.Equal(folder["digits.onnx"], result.GetProperty("model").GetString());
        Assert.Equal((21, 10), (result.GetProperty("opset").GetInt32(), result.GetProperty("irVersion").GetInt32()));
        Assert.Equal(bytes.Length, result.GetProperty("bytes").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), result.GetProperty("sha256").GetString());
        Assert.Equal((8, 0), (result.GetProperty("probe").GetProperty("samples").GetInt32(), result.GetProperty("probe").GetProperty("labelChanges").GetInt32()));
    }

    [Fact]
    public void The_format_version_is_the_one_that_ONNX_released_each_operator_set_with()
    {
        using var folder = new TempFolder();
        ExporterRun.Saved(folder, TinyCheckpoint.Make());

        var versions = Enumerable.Range(13, 14).Select(opset => JsonDocument.Parse(ExporterRun.Of("export", folder.Path, "--force", "--opset", $"{opset}", "--format", "json").Output).RootElement.GetProperty("irVersion").GetInt32());

        Assert.Equal([7, 7, 8, 8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13], versions); // onnx, docs/Versioning.md
    }

    [Fact]
    public void Gives_the_same_bytes_every_time()
    {
        using var folder = new TempFolder();
        var checkpoint = ExporterRun.Saved(folder, TinyCheckpoint.Make());

        ExporterRun.Of("export", checkpoint, "-o", folder["first.onnx"]);
        ExporterRun.Of("export", checkpoint, "-o", folder["second.onnx"]);

        Assert.Equal(File.ReadAllBytes(folder["first.onnx"]), File.ReadAllBytes(folder["second.onnx"]));
    }

    [Fact]
    public void Leaves_a_file_that_exists_alone()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());
        File.WriteAllText(run["model.onnx"], "mine");

        var export = ExporterRun.Of("export", run.Path);

        Assert.Equal(2, export.Code);
        Assert.Contains("--force", export.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(run["model.onnx"]));
    }

    [Fact]
    public void Replaces_a_file_that_exists_by_force()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());
        File.WriteAllText(run["model.onnx"], "mine");

        var export = ExporterRun.Of("export", run.Path, "--force");

        Assert.Equal(0, export.Code);
        Assert.NotEqual("mine", File.ReadAllText(run["model.onnx"]));
    }

    [Fact]
    public void Never_replaces_the_checkpoint_itself()
    {
        using var folder = new TempFolder();
        var checkpoint = ExporterRun.Saved(folder, TinyCheckpoint.Make());
        var before = File.ReadAllBytes(checkpoint);

        var export = ExporterRun.Of("export", checkpoint, "-o", checkpoint, "--force");

        Assert.Equal(2, export.Code);
        Assert.Equal(before, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void Says_what_to_write_when_the_output_is_a_folder()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", run.Path, "-o", run.Path, "--force");

        Assert.Equal(2, export.Code);
        Assert.Contains(run["model.onnx"], export.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--opset", "12")]
    [InlineData("--opset", "27")]
    [InlineData("--opset", "new")]
    [InlineData("--input", "float16")]
    [InlineData("--format", "xml")]
    [InlineData("--outptu", "x.onnx")]
    public void Refuses_a_wrong_option_before_any_work(string option, string value)
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", run.Path, option, value);

        Assert.Equal(2, export.Code);
        Assert.Equal(["checkpoint.safetensors"], run.Files);
    }
}
