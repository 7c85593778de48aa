using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Networks.Plain;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Importing;

/// <summary>Weights of PyTorch without answers of PyTorch: the network is held against our own plain arithmetic, and everything that is made of it says so.</summary>
public sealed class ImportWithoutAnswersTests : IDisposable
{
    private static readonly string Mnist = Path.Combine(RepositoryFolder.Root, "data", "mnist");

    private readonly TempFolder folder = new();

    private string Saved => folder["checkpoint.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Report_checkpoint_model_card_and_verification_say_what_a_network_was_held_against()
    {
        var import = Import("residual", "--classes", "cat,dog,eel");
        Assert.Equal(0, ExporterRun.Of("export", Saved, "-o", folder["model.onnx"]).Code);

        var verify = ExporterRun.Of("verify", folder["model.onnx"], "-c", Saved);
        var markdown = ExporterRun.Of("export", Saved, "-o", folder["again.onnx"], "--format", "markdown");

        Assert.Equal((0, ""), (import.Code, import.Error));
        Assert.True(TrainedNetwork.Load(Saved).ProbeIsComputed);
        Assert.Equal("exporter import residual.safetensors --network residual.json", TrainedNetwork.Load(Saved).Command);
        Assert.All([import, verify, markdown], run => Assert.Contains("logits, against plain arithmetic", run.Output, StringComparison.Ordinal));
        Assert.All([import, verify, markdown], run => Assert.Contains("since the answers of the program that trained them were not given", run.Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains("held against plain arithmetic on its weights", ExporterRun.Of("card", folder["model.onnx"]).Output, StringComparison.Ordinal);
        Assert.Equal(0, verify.Code);
    }

    [Fact]
    public void Answers_of_PyTorch_make_another_checkpoint_and_are_not_spoken_of_as_ours()
    {
        Import("residual", "--probe", ForeignFile.At("residual-probe.safetensors"));
        ExporterRun.Of("export", Saved, "-o", folder["theirs.onnx"]);
        Import("residual", "--force");
        ExporterRun.Of("export", Saved, "-o", folder["ours.onnx"]);

        var diff = ExporterRun.Of("diff", folder["theirs.onnx"], folder["ours.onnx"], "--format", "json");

        var names = JsonDocument.Parse(diff.Output).RootElement.GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("name").GetString());
        Assert.Equal(["checkpoint_sha256", "command", "probe"], names.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("plain arithmetic", ExporterRun.Of("card", folder["theirs.onnx"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_set_gives_the_samples_and_is_counted()
    {
        var import = Import("conv", "--data", Mnist, "--format", "json");

        var result = JsonDocument.Parse(import.Output).RootElement;
        Assert.Equal((0, ""), (import.Code, import.Error));
        Assert.Equal("plain arithmetic", result.GetProperty("probe").GetProperty("reference").GetString());
        Assert.Equal(10_000, result.GetProperty("data").GetProperty("total").GetInt32());
        Assert.True(TrainedNetwork.Load(Saved).IsPictureClassifier);
        Assert.Equal(3, Import("residual", "--data", Mnist, "--force").Code);
    }

    [Fact]
    public void The_same_weights_give_the_same_bytes()
    {
        Import("residual");
        var first = File.ReadAllBytes(Saved);

        Import("residual", "--force");

        Assert.Equal(first, File.ReadAllBytes(Saved));
    }

    [Fact]
    public void Plain_arithmetic_gives_what_PyTorch_gave()
    {
        Import("residual", "--probe", ForeignFile.At("residual-probe.safetensors"));
        var source = TrainedNetwork.Load(Saved);
        var width = source.Probe.Inputs.Floats.Length / source.Probe.Count;
        for (var sample = 0; sample < source.Probe.Count; sample++)
        {
            var input = source.Probe.Inputs.Floats.Slice(sample * width, width).ToArray().Select(value => (double)value);

            var found = DoubleForward.Values(source.Network, source.Weights, [.. input], given: null)[source.Network.Layers[^1].Name];

            Assert.All(found.Zip(source.Probe.Outputs.Floats.Slice(sample * found.Length, found.Length).ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        }
    }

    [Fact]
    public void Whole_numbers_are_drawn_from_the_rows_that_there_are()
    {
        var embedding = new Embedding { Name = "words", NumEmbeddings = 2, EmbeddingDim = 3 };

        var import = Import(new NetworkSpec { Name = "words", Input = [40], InputType = ElementType.Int64, Layers = [embedding] }, new() { ["words.weight"] = TensorData.Of([1f, 2, 3, 4, 5, 6], 2, 3) });

        Assert.Equal((0, ""), (import.Code, import.Error));
        var numbers = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(TrainedNetwork.Load(Saved).Probe.Inputs.Bytes.Span).ToArray();
        Assert.Equal([0L, 1], numbers.Distinct().Order());
    }

    [Fact]
    public void A_parameter_of_ones_own_is_named_by_hand_and_may_have_an_axis_for_the_batch()
    {
        var network = new NetworkSpec { Name = "positions", Input = [2, 3], Layers = [new Affine(Weight: false) { Name = "positions", Shape = [2, 3] }] };
        var tensors = new Dictionary<string, TensorData> { ["pos"] = TensorData.Of([1f, 2, 3, 4, 5, 6], 1, 2, 3) };

        var without = Import(network, tensors);
        var with = Import(network, tensors, "--map", "pos=positions.bias");

        Assert.Equal(3, without.Code);
        Assert.Contains("missing: 'positions.bias'; of no layer: 'pos'", without.Error, StringComparison.Ordinal);
        Assert.Contains("--map tensor=parameter", without.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (with.Code, with.Error));
    }

    [Fact]
    public void What_one_sample_does_not_decide_wants_answers()
    {
        var network = new NetworkSpec { Name = "time", Input = [2, 1], Layers = [new Rnn { Name = "rnn", InputSize = 1, HiddenSize = 1, BatchFirst = false }] };

        var import = Import(network, network.Parameters.ToDictionary(parameter => parameter.Name, parameter => TensorData.Of(new float[parameter.Count], [.. parameter.Shape.Select(size => (long)size)])));

        Assert.Equal((2, ""), (import.Code, import.Output));
        Assert.Contains("layer 'rnn' (Rnn)", import.Error, StringComparison.Ordinal);
        Assert.Contains("batchFirst is false", import.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_that_are_no_numbers_are_refused()
    {
        var network = new NetworkSpec { Name = "large", Input = [1], Layers = [new Linear(Bias: false) { Name = "a", InFeatures = 1, OutFeatures = 1 }, new Linear(Bias: false) { Name = "b", InFeatures = 1, OutFeatures = 1 }] };

        var import = Import(network, new() { ["a.weight"] = TensorData.Of([1e30f], 1, 1), ["b.weight"] = TensorData.Of([1e30f], 1, 1) });

        Assert.Equal((3, ""), (import.Code, import.Output));
        Assert.Contains("gives infinity, or no number", import.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Saved));
    }

    private ExporterRun Import(string name, params string[] options) =>
        ExporterRun.Of(["import", ForeignFile.At($"{name}.safetensors"), "--network", ForeignFile.At($"{name}.json"), "-o", Saved, .. options]);

    private ExporterRun Import(NetworkSpec network, Dictionary<string, TensorData> tensors, params string[] options) => ForeignFile.Import(folder, network, tensors, options);
}
