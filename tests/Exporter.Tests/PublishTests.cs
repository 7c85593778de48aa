using System.Text.Json;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class PublishTests
{
    [Fact]
    public void Writes_the_model_its_metrics_and_its_card()
    {
        using var run = new TempFolder();
        var checkpoint = OwnData.Make(run["data"]);
        ExporterRun.Saved(run, checkpoint);

        var publish = Publish(run);

        var metrics = JsonDocument.Parse(File.ReadAllText(run["digits/metrics.json"])).RootElement;
        var card = File.ReadAllText(run["digits/card.md"]);
        Assert.Equal((0, ""), (publish.Code, publish.Error));
        Assert.Equal(["card.md", "metrics.json", "model.onnx"], Directory.GetFiles(run["digits"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("digits", metrics.GetProperty("name").GetString());
        Assert.Equal(checkpoint.Metrics[^1].ValCorrect, metrics.GetProperty("onnxRuntime").GetProperty("correct").GetInt32());
        Assert.Equal(checkpoint.Metrics.Count, metrics.GetProperty("epochs").GetArrayLength());
        Assert.StartsWith("# digits\n", card, StringComparison.Ordinal);
        Assert.Contains(checkpoint.Command, card, StringComparison.Ordinal);
        Assert.Contains("exponential (initial 0.1", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_the_same_bytes_wherever_it_writes()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"]));

        Publish(run, "--output", run["here/digits"]);
        Publish(run, "--output", run["there/and/further/digits"]);

        foreach (var file in new[] { "card.md", "metrics.json", "model.onnx" })
        {
            Assert.Equal(File.ReadAllBytes(run[$"here/digits/{file}"]), File.ReadAllBytes(run[$"there/and/further/digits/{file}"]));
            Assert.DoesNotContain(run.Path, File.ReadAllText(run[$"here/digits/{file}"]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Makes_no_folder_when_the_gate_stays_shut()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"], error: 1));

        var publish = Publish(run);

        Assert.Equal(1, publish.Code);
        Assert.False(Directory.Exists(run["digits"]));
    }

    [Fact]
    public void Leaves_a_folder_that_exists_alone()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"]));
        Directory.CreateDirectory(run["digits"]);

        var publish = Publish(run);

        Assert.Equal(2, publish.Code);
        Assert.Empty(Directory.GetFiles(run["digits"]));
    }

    [Fact]
    public void Replaces_only_its_own_files_by_force()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"]));
        Directory.CreateDirectory(run["digits"]);
        File.WriteAllText(run["digits/notes.txt"], "mine");
        File.WriteAllText(run["digits/card.md"], "old");

        var publish = Publish(run, "--force");

        Assert.Equal(0, publish.Code);
        Assert.Equal("mine", File.ReadAllText(run["digits/notes.txt"]));
        Assert.NotEqual("old", File.ReadAllText(run["digits/card.md"]));
    }

    [Fact]
    public void Refuses_data_that_the_checkpoint_was_not_trained_on()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"]));

        var publish = Publish(run, "--data", TinyDataset.Write(run["other"], train: 10, test: 10, seed: 5));

        Assert.Equal(3, publish.Code);
        Assert.False(Directory.Exists(run["digits"]));
    }

    [Fact]
    public void Refuses_weights_that_nobody_measured()
    {
        using var run = new TempFolder();
        var checkpoint = OwnData.Make(run["data"]);
        ExporterRun.Saved(run, checkpoint with { Progress = checkpoint.Progress with { StepInEpoch = 2 } });

        var publish = Publish(run);

        Assert.Equal(3, publish.Code);
        Assert.Contains("inside epoch 2", publish.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_name_that_would_break_the_card()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"]));

        var publish = Publish(run, "--name", "my model\n# hi");

        Assert.Equal(2, publish.Code);
    }

    // an option given twice would be wrong usage, so the defaults step back
    private static ExporterRun Publish(TempFolder run, params string[] more)
    {
        string[] output = more.Contains("--output") ? [] : ["--output", run["digits"]];
        string[] data = more.Contains("--data") ? [] : ["--data", run["data"]];
        return ExporterRun.Of(["publish", run.Path, .. output, .. data, .. more]);
    }
}
