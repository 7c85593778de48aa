using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>Checkpoints without a training: any input, any answer.</summary>
public sealed class GeneralNetworkTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Saved => folder["n.safetensors"];

    private string Model => folder["n.onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_that_is_no_classifier_reads_its_own_input_and_gives_its_output()
    {
        TinyNetwork.Doubling().Save(Saved);

        var export = ExporterRun.Of("export", Saved, "-o", Model, "--format", "json");

        Assert.True(export.Code == 0, export.Error);
        using var session = new InferenceSession(Model);
        Assert.Equal(("input", "output"), (session.InputNames.Single(), session.OutputNames.Single()));
        Assert.Equal((-1, 3, 4, 4), Sizes(session.InputMetadata["input"]));
        Assert.Equal((-1, 3, 4, 4), Sizes(session.OutputMetadata["output"]));
        var probe = JsonDocument.Parse(export.Output).RootElement.GetProperty("probe");
        Assert.Equal(0, probe.GetProperty("largestDifference").GetDouble());
        Assert.False(probe.TryGetProperty("labelChanges", out _));
    }

    [Fact]
    public void A_classifier_gives_logits_probabilities_and_label()
    {
        TinyNetwork.Classifier().Save(Saved);

        var export = ExporterRun.Of("export", Saved, "-o", Model);

        Assert.True(export.Code == 0, export.Error);
        using var session = new InferenceSession(Model);
        Assert.Equal(["label", "logits", "probabilities"], session.OutputNames.Order());
        using var run = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory([0f, 9, 0], [1, 3]);
        using var answers = session.Run(run, ["input"], [input], ["label"]);
        Assert.Equal(1, answers[0].GetTensorDataAsSpan<long>()[0]);
        Assert.Equal("""["cat","dog","eel"]""", session.ModelMetadata.CustomMetadataMap["class_names"]);
    }

    [Fact]
    public void Lets_no_model_out_that_differs_by_a_hundredth_more_than_the_tolerance()
    {
        var network = TinyNetwork.Doubling();
        var answers = network.Probe.Outputs.Floats.ToArray();
        var largest = answers.Max(MathF.Abs);
        answers[7] += 1.01e-5f * largest;
        (network with { Probe = network.Probe with { Outputs = TensorData.Of(answers, 2, 3, 4, 4) } }).Save(Saved);

        var export = ExporterRun.Of("export", Saved, "-o", Model);

        Assert.Equal(1, export.Code);
        Assert.Contains("output, against the trained network", export.Error, StringComparison.Ordinal);
        Assert.Equal(["n.safetensors"], folder.Files);
    }

    [Fact]
    public void Refuses_a_test_set_of_pictures_for_a_network_that_reads_none()
    {
        TinyNetwork.Classifier().Save(Saved);
        OwnData.Make(folder["data"]);

        var export = ExporterRun.Of("export", Saved, "-o", Model, "--data", folder["data"]);

        Assert.Equal(2, export.Code);
        Assert.Contains("--data", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Publishes_nothing_that_nobody_measured()
    {
        TinyNetwork.Classifier().Save(Saved);
        OwnData.Make(folder["data"]);

        Assert.Equal(2, ExporterRun.Of("publish", Saved, "-o", folder["published"], "--data", folder["data"]).Code);
        Assert.False(Directory.Exists(folder["published"]));
    }

    private static (int, int, int, int) Sizes(NodeMetadata value) => (value.Dimensions[0], value.Dimensions[1], value.Dimensions[2], value.Dimensions[3]);
}
