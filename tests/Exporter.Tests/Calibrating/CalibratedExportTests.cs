using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Calibrating;

public sealed class CalibratedExportTests : IDisposable
{
    private readonly TempFolder run = new();
    private readonly TempFolder other = new();

    public void Dispose()
    {
        run.Dispose();
        other.Dispose();
    }

    [Fact]
    public void What_a_training_held_out_calibrates_its_model()
    {
        ExporterRun.Saved(run, HoldingOut(OwnData.Make(run["data"]), 10));

        var export = Export("--data", run["data"], "--format", "json");

        var calibration = JsonDocument.Parse(export.Output).RootElement.GetProperty("calibration");
        Assert.Equal((0, ""), (export.Code, export.Error));
        Assert.Equal(("holdout:10", 10), (calibration.GetProperty("split").GetString(), calibration.GetProperty("samples").GetInt32()));
        Assert.False(calibration.TryGetProperty("checkpoint", out _));
        Assert.Contains("10 images that its training held out", ExporterRun.Of("card", run["model.onnx"]).Output, StringComparison.Ordinal);
        Assert.InRange(calibration.GetProperty("error").GetDouble(), 0, 1);
        Assert.Equal(calibration.GetRawText(), Metadata()["calibration"]);
    }

    [Fact]
    public void The_probabilities_are_softmax_of_the_logits_over_the_temperature()
    {
        var checkpoint = HoldingOut(OwnData.Make(run["data"]), 10);
        ExporterRun.Saved(run, checkpoint);
        Assert.Equal(0, Export("--data", run["data"]).Code);

        var temperature = JsonDocument.Parse(Metadata()["calibration"]).RootElement.GetProperty("temperature").GetDouble();
        using var session = new InferenceSession(run["model.onnx"]);
        using var options = new RunOptions();
        using var image = OrtValue.CreateTensorValueFromMemory(checkpoint.Probe.Images, [checkpoint.Probe.Count, 28, 28]);
        using var answers = session.Run(options, ["image"], [image], ["logits", "probabilities"]);
        var logits = answers[0].GetTensorDataAsSpan<float>()[..10].ToArray().Select(logit => Math.Exp(logit / temperature)).ToArray();
        var probabilities = answers[1].GetTensorDataAsSpan<float>()[..10].ToArray();

        Assert.NotEqual(1, temperature);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(logits[label] / logits.Sum(), probabilities[label], 4));
    }

    [Fact]
    public void A_run_of_the_same_recipe_stands_in_for_one_that_held_nothing_out()
    {
        var whole = OwnData.Make(run["data"]);
        ExporterRun.Saved(run, whole);
        ExporterRun.Saved(other, HoldingOut(whole, 10) with { Plan = HoldingOut(whole, 10).Plan with { Seed = 7 } });

        var export = Export("--data", run["data"], "--calibrate-on", other.Path);

        Assert.Equal(0, export.Code);
        Assert.Contains("from 10 held-out images of another run", export.Output, StringComparison.Ordinal);
        Assert.Contains("10 images that another training of the same recipe held out", ExporterRun.Of("card", run["model.onnx"]).Output, StringComparison.Ordinal);
        Assert.Contains(Checkpoint.DigestOf(other["checkpoint.safetensors"]), Metadata()["calibration"], StringComparison.Ordinal);
        Assert.Equal(0, ExporterRun.Of("verify", run["model.onnx"], "--checkpoint", run.Path, "--data", run["data"]).Code);
    }

    [Fact]
    public void A_run_that_does_not_answer_as_it_was_trained_calibrates_nothing()
    {
        var whole = OwnData.Make(run["data"]);
        ExporterRun.Saved(run, whole);
        var changed = HoldingOut(whole, 10);
        ExporterRun.Saved(other, changed with { Weights = changed.Weights.ToDictionary(pair => pair.Key, pair => TensorData.Of([.. pair.Value.Floats.ToArray().Select(value => value + 1)], [.. pair.Value.Shape])) });

        var export = Export("--data", run["data"], "--calibrate-on", other.Path);

        Assert.Equal((1, ""), (export.Code, export.Output));
        Assert.Contains("cannot calibrate a model", export.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(run["model.onnx"]));
    }

    [Fact]
    public void Without_held_out_images_the_model_is_as_it_was_and_the_report_says_why()
    {
        ExporterRun.Saved(run, OwnData.Make(run["data"]));

        var export = Export("--data", run["data"]);

        Assert.Contains("not calibrated, since the training held no images out", export.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("calibration", Metadata().Keys);
    }

    [Fact]
    public void Without_data_nothing_is_measured_and_the_report_says_what_it_takes()
    {
        ExporterRun.Saved(run, HoldingOut(OwnData.Make(run["data"]), 10));

        Assert.Contains("not calibrated, since it takes the data (--data)", Export().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_recipe_is_refused_by_what_differs()
    {
        var whole = OwnData.Make(run["data"]);
        ExporterRun.Saved(run, whole);
        var held = HoldingOut(whole, 10);
        ExporterRun.Saved(other, held with { Plan = held.Plan with { LabelSmoothing = 0.1 } });

        var export = Export("--data", run["data"], "--calibrate-on", other.Path);

        Assert.Equal(3, export.Code);
        Assert.Contains("the plans differ", export.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(run["model.onnx"]));
    }

    [Fact]
    public void A_run_that_held_nothing_out_calibrates_nothing()
    {
        ExporterRun.Saved(run, OwnData.Make(run["data"]));
        ExporterRun.Saved(other, OwnData.Make(other["data"]));

        var export = Export("--data", run["data"], "--calibrate-on", other.Path);

        Assert.Equal(3, export.Code);
        Assert.Contains("the training held no images out", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_run_without_data_is_wrong_usage()
    {
        ExporterRun.Saved(run, OwnData.Make(run["data"]));

        Assert.Equal(2, Export("--calibrate-on", run.Path).Code);
    }

    private static Checkpoint HoldingOut(Checkpoint checkpoint, int count) => checkpoint with { Plan = checkpoint.Plan with { Validation = new Validation(count) } };

    private ExporterRun Export(params string[] options) => ExporterRun.Of(["export", run.Path, .. options]);

    private Dictionary<string, string> Metadata()
    {
        using var session = new InferenceSession(run["model.onnx"]);
        return session.ModelMetadata.CustomMetadataMap;
    }
}
