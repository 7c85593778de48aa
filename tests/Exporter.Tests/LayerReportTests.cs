using System.Text.Json;
using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class LayerReportTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("conv2a.weight", "--literal", "conv2a")]
    [InlineData("norm3a.bias", "--literal", "norm3a")]
    [InlineData("output.bias", "--literal", "output")]
    [InlineData("conv2a.output.folded.weight", "--force", "norm2a")] // the normalization is in the weights, so the first value that is somebody's own is its
    public void The_first_layer_that_diverges_is_the_one_whose_weight_was_changed(string weight, string option, string layer)
    {
        ExporterRun.Saved(folder, Cnn());
        Assert.Equal(0, ExporterRun.Of("export", folder.Path, option).Code);
        Assert.Equal(0, ExporterRun.Of("verify", Model, "-c", folder.Path).Code);
        Edit(model => model.Graph.Initializer.Single(tensor => tensor.Name == weight), tensor => tensor.RawData = Doubled(tensor.RawData));

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "--format", "json");

        var layers = JsonDocument.Parse(verify.Output).RootElement.GetProperty("layers");
        Assert.Equal((1, layer), (verify.Code, layers.GetProperty("firstDivergent").GetString()));
        Assert.Contains($"'{layer}'", verify.Error, StringComparison.Ordinal);
        Assert.Equal(
            [.. NetworkPresets.Cnn.Layers.Select(spec => spec.Name)],
            layers.GetProperty("layers").EnumerateArray().Select(row => row.GetProperty("layer").GetString()!));
        Assert.All(
            layers.GetProperty("layers").EnumerateArray().TakeWhile(row => row.GetProperty("layer").GetString() != layer),
            row => Assert.False(row.TryGetProperty("diverges", out var diverges) && diverges.GetBoolean()));
    }

    [Fact]
    public void Weights_that_were_changed_in_the_checkpoint_are_told_from_a_wrong_graph()
    {
        var checkpoint = TinyCheckpoint.Make();
        ExporterRun.Saved(folder, checkpoint with
        {
            Weights = new Dictionary<string, TensorData>(checkpoint.Weights) { ["output.bias"] = TensorData.Of([.. checkpoint.Weights["output.bias"].Floats.ToArray().Select(value => value + 1)], 10) },
        });

        var export = ExporterRun.Of("export", folder.Path);

        Assert.Equal((1, "", false), (export.Code, export.Output, File.Exists(Model)));
        Assert.Contains("the weights are not those that gave the checkpoint's answers", export.Error, StringComparison.Ordinal);
        Assert.Contains("take the original checkpoint", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_a_mapping_of_ones_own_got_wrong_are_spoken_of_where_no_training_wrote_them()
    {
        var network = TinyNetwork.Classifier();
        (network with { Probe = network.Probe with { Outputs = TensorData.Of([.. network.Probe.Outputs.Floats.ToArray().Select(value => value + 1)], [.. network.Probe.Outputs.Shape]) } }).Save(folder["own.safetensors"]);

        var export = ExporterRun.Of("export", folder["own.safetensors"], "-o", Model);

        Assert.Equal((1, "", false), (export.Code, export.Output, File.Exists(Model)));
        Assert.Contains("the layers and weights are not those that gave the checkpoint's answers", export.Error, StringComparison.Ordinal);
        Assert.Contains("if a mapping of your own (ModuleMappings) wrote layers of it, make it do what its module does and save again", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_passes_is_shown_layer_by_layer_on_request_alone()
    {
        ExporterRun.Saved(folder, TinyCheckpoint.Make());

        var without = ExporterRun.Of("export", folder.Path, "--format", "json");
        var with = ExporterRun.Of("export", folder.Path, "--force", "--layers", "--format", "json");

        Assert.False(JsonDocument.Parse(without.Output).RootElement.TryGetProperty("layers", out _));
        var layers = JsonDocument.Parse(with.Output).RootElement.GetProperty("layers");
        Assert.False(layers.TryGetProperty("firstDivergent", out _));
        Assert.Equal(4, layers.GetProperty("samples").GetInt32());
        Assert.All(layers.GetProperty("layers").EnumerateArray(), row => Assert.InRange(row.GetProperty("relativeDifference").GetDouble(), 0, 1e-6));
    }

    [Fact]
    public void A_layer_that_nobody_computes_here_is_taken_as_the_graph_gives_it_and_the_next_is_compared_again()
    {
        var network = new NetworkSpec
        {
            Name = "time",
            Input = [1, 1],
            Layers = [new Rnn(Nonlinearity: Nonlinearity.Relu) { Name = "time", InputSize = 1, HiddenSize = 1, BatchFirst = false }, new Relu { Name = "positive" }],
        };
        new TrainedNetwork
        {
            Network = network,
            Weights = network.Parameters.ToDictionary(
                parameter => parameter.Name,
                parameter => TensorData.Of([parameter.Name == "time.bias_ih_l0" ? 3f : 0], [.. parameter.Shape.Select(size => (long)size)])),
            Probe = new NetworkProbe(TensorData.Of([1f, 2], 2, 1, 1), TensorData.Of([3f, 3], 2, 1, 1)),
            Command = "a test",
        }.Save(folder["checkpoint.safetensors"]);

        var export = ExporterRun.Of("export", folder.Path, "--layers", "--format", "json");

        Assert.Equal((0, ""), (export.Code, export.Error));
        var rows = JsonDocument.Parse(export.Output).RootElement.GetProperty("layers").GetProperty("layers");
        Assert.Contains("not computed here", rows[0].GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.False(rows[1].GetProperty("diverges").GetBoolean());
    }

    [Fact]
    public void Markdown_holds_the_tables_and_no_name_breaks_out_of_a_cell()
    {
        var network = NetworkPresets.Mlp with { Name = "a|b<c>\\" };
        ExporterRun.Saved(folder, TinyCheckpoint.Make() with { Network = network });

        var export = ExporterRun.Of("export", folder.Path, "--layers", "--format", "markdown");
        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "--format", "markdown");

        Assert.Equal((0, 0), (export.Code, verify.Code));
        Assert.Contains("| network | a\\|b&lt;c>\\\\ |", export.Output, StringComparison.Ordinal);
        Assert.Contains("| hidden | Linear | ", export.Output, StringComparison.Ordinal);
        Assert.Contains("| logits, against the trained network | 8 | differ by ", verify.Output, StringComparison.Ordinal);
        Assert.Contains("| metadata, against the checkpoint | - | nothing differs | nothing differs | passed |", verify.Output, StringComparison.Ordinal);
    }

    private static Checkpoint Cnn()
    {
        const int samples = 2;
        var (network, images) = (NetworkPresets.Cnn, ChanceNetwork.Images(samples, 5));
        var weights = ChanceNetwork.Weights(network, 4);
        var logits = Enumerable.Range(0, samples).SelectMany(i => DoubleAnswers.Logits(network, weights, images.AsSpan(i * 784, 784))).Select(logit => (float)logit);
        return TinyCheckpoint.Make(probe: 1) with { Network = network, Weights = weights, Probe = new Probe(images, [.. logits], samples) };
    }

    // one bit of each exponent: twice the number, or half of it
    private static ByteString Doubled(ByteString floats) => ByteString.CopyFrom([.. floats.ToByteArray().Select((value, place) => place % 4 == 2 ? (byte)(value ^ 0x80) : value)]);

    private void Edit(Func<ModelProto, TensorProto> choose, Action<TensorProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        edit(choose(model));
        File.WriteAllBytes(Model, model.ToByteArray());
    }
}
