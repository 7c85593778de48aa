using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class ParityGateTests
{
    [Theory]
    [InlineData("hidden.weight")]
    [InlineData("hidden.bias")]
    [InlineData("output.weight")]
    [InlineData("output.bias")]
    public void Lets_no_model_out_whose_weight_was_changed(string name)
    {
        using var run = new TempFolder();
        var checkpoint = TinyCheckpoint.Make();
        var values = checkpoint.Weights[name].Floats.ToArray();
        values[0] += 0.5f;
        ExporterRun.Saved(run, checkpoint with
        {
            Weights = new Dictionary<string, TensorData>(checkpoint.Weights) { [name] = TensorData.Of(values, [.. checkpoint.Weights[name].Shape]) },
        });

        var export = ExporterRun.Of("export", run.Path);

        Assert.Equal((1, ""), (export.Code, export.Output));
        Assert.Contains("FAILED", export.Error, StringComparison.Ordinal);
        Assert.Equal(["checkpoint.safetensors"], run.Files);
    }

    [Fact]
    public void Lets_no_model_out_that_changes_a_label()
    {
        using var run = new TempFolder();
        var checkpoint = TinyCheckpoint.Make();
        var logits = checkpoint.Probe.Logits.ToArray();
        var row = logits.AsSpan(0, 10);
        var best = row.IndexOf(logits[..10].Max());
        row[(best + 1) % 10] = MathF.BitIncrement(row[best]);
        ExporterRun.Saved(run, checkpoint with { Probe = checkpoint.Probe with { Logits = logits } });

        var export = ExporterRun.Of("export", run.Path);

        Assert.Equal(1, export.Code);
        Assert.Contains("labels, against the trained network: 1 change", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_on_the_test_set_what_the_trainer_counted()
    {
        using var run = new TempFolder();
        var checkpoint = OwnData.Make(run["data"]);
        ExporterRun.Saved(run, checkpoint);

        var export = ExporterRun.Of("export", run.Path, "--data", run["data"], "--format", "json");

        var data = JsonDocument.Parse(export.Output).RootElement.GetProperty("data");
        Assert.Equal(checkpoint.Metrics[^1].ValCorrect, data.GetProperty("correct").GetInt32());
        Assert.Equal(checkpoint.Metrics[^1].ValCorrect, data.GetProperty("expected").GetInt32());
        Assert.Equal(OwnData.Total, data.GetProperty("total").GetInt32());
    }

    [Fact]
    public void Names_both_counts_when_they_differ()
    {
        using var run = new TempFolder();
        var checkpoint = OwnData.Make(run["data"], error: 1);
        ExporterRun.Saved(run, checkpoint);
        var claimed = checkpoint.Metrics[^1].ValCorrect;

        var export = ExporterRun.Of("export", run.Path, "--data", run["data"]);

        Assert.Equal(1, export.Code);
        Assert.Contains($"{claimed - 1} correct", export.Error, StringComparison.Ordinal);
        Assert.Contains($"{claimed} correct, as trained", export.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(run["model.onnx"]));
    }

    [Fact]
    public void Compares_no_count_with_other_data()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, OwnData.Make(run["data"], error: 1));

        var export = ExporterRun.Of("export", run.Path, "--data", TinyDataset.Write(run["other"], train: 10, test: 30, seed: 9), "--format", "json");

        var data = JsonDocument.Parse(export.Output).RootElement.GetProperty("data");
        Assert.Equal((0, 30), (export.Code, data.GetProperty("total").GetInt32()));
        Assert.Contains("other data", data.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compares_no_count_with_a_held_out_validation()
    {
        using var run = new TempFolder();
        var checkpoint = OwnData.Make(run["data"], error: 1);
        ExporterRun.Saved(run, checkpoint with { Plan = checkpoint.Plan with { Validation = new Validation(10) } });

        var export = ExporterRun.Of("export", run.Path, "--data", run["data"]);

        Assert.Equal(0, export.Code);
        Assert.Contains("holdout:10", export.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compares_no_count_with_an_epoch_that_went_on()
    {
        using var run = new TempFolder();
        var checkpoint = OwnData.Make(run["data"], error: 1);
        ExporterRun.Saved(run, checkpoint with { Progress = checkpoint.Progress with { StepInEpoch = 3 } });

        var export = ExporterRun.Of("export", run.Path, "--data", run["data"]);

        Assert.Equal(0, export.Code);
        Assert.Contains("inside an epoch", export.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_data_that_is_missing_before_anything_is_written()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", run.Path, "--data", run["nowhere"]);

        Assert.Equal(3, export.Code);
        Assert.Equal(["checkpoint.safetensors"], run.Files);
    }
}
