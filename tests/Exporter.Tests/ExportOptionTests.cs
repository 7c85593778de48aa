using System.Text.Json;
using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Parity;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class ExportOptionTests
{
    private static readonly Gen<PrecisionOptions> AnyPrecision = Gen.OneOf(
        Gen.Const(PrecisionOptions.Single),
        Gen.Const(new PrecisionOptions { Type = ModelPrecision.Float16, MostDrop = 100 }),
        Gen.Const(new PrecisionOptions { Type = ModelPrecision.Int8, MostDrop = 100 }),
        Gen.Const(new PrecisionOptions { Type = ModelPrecision.Int8, MostDrop = 100, CalibrationImages = 3, CalibrationMethod = "minmax" }),
        Gen.Const(new PrecisionOptions { Type = ModelPrecision.Int8, MostDrop = 100, Dynamic = true }));

    private static readonly Gen<ExportOptions> AnyOptions = Gen.Select(
        Gen.Int[Opsets.Least, Opsets.Most],
        Gen.Int[0, InputConvention.All.Count - 1],
        Gen.Int[0, 7],
        Gen.Bool,
        Gen.Int[1, 7],
        AnyPrecision,
        (opset, input, batch, literal, outputs, precision) => new ExportOptions
        {
            Opset = opset,
            Input = InputConvention.All[input],
            Batch = batch == 0 ? null : batch,
            Literal = literal,
            Precision = precision,
            Name = "digits",
            Outputs = [.. ExportOptions.AllOutputs.Where((_, place) => (outputs & (1 << place)) != 0)],
        });

    [Fact]
    public void Every_combination_of_options_answers_as_the_network_does_and_gives_the_same_bytes_twice() =>
        Gen.Select(Gen.UInt, AnyOptions).Sample(
            (seed, options) =>
            {
                using var folder = new TempFolder();
                var data = DatasetFolder.Load(TinyDataset.Write(folder["data"], train: 12, test: 12));
                var checkpoint = ExporterRun.Saved(folder, On(data, Chance(seed)));

                var models = Enumerable.Range(0, 2).Select(_ => Make(checkpoint, TestSet.Load(folder["data"]), options)).ToArray();

                Assert.Equal(models[0].Content.Bytes, models[1].Content.Bytes);
                Assert.NotNull(models[0].Layers);
                Assert.True(options.Precision.IsReduced || models[0].Layers!.FirstDivergent is null, models[0].Layers!.Conclusion);
                Assert.Equal(options.Precision.IsReduced ? options.Precision.Type : null, models[0].Metadata.Precision?.Type);
            },
            iter: 60);

    [Fact]
    public void A_folded_graph_has_no_normalization_left_behind_a_convolution_and_answers_as_the_literal_one()
    {
        using var folder = new TempFolder();
        Exported(folder, NetworkPresets.Cnn, "folded.onnx");
        Exported(folder, NetworkPresets.Cnn, "literal.onnx", "--literal");

        var (folded, literal) = (Operators(folder["folded.onnx"]), Operators(folder["literal.onnx"]));

        Assert.Equal((0, 5), (folded.Count(op => op == "BatchNormalization"), literal.Count(op => op == "BatchNormalization")));
        Assert.Equal((0, 1), (folded.Count(op => op == "Identity"), literal.Count(op => op == "Identity")));
    }

    [Fact]
    public void A_normalization_that_turns_signs_stays_behind_a_maximum()
    {
        using var folder = new TempFolder();
        var checkpoint = Positive(Filled(NetworkPresets.Cnn, seed: 3));
        var weights = new Dictionary<string, TensorData>(checkpoint.Weights) { ["norm1.weight"] = TensorData.Of([.. Enumerable.Range(0, 16).Select(i => i == 5 ? -0.7f : 0.9f)], 16) };
        ExporterRun.Saved(folder, Probed(checkpoint with { Weights = weights }));

        var export = ExporterRun.Of("export", folder.Path);

        Assert.Equal((0, ""), (export.Code, export.Error));
        Assert.Equal(1, Operators(folder["model.onnx"]).Count(op => op == "BatchNormalization"));
    }

    [Fact]
    public void A_literal_graph_holds_exactly_the_trained_parameters()
    {
        using var folder = new TempFolder();
        Exported(folder, NetworkPresets.Cnn, "model.onnx", "--literal");

        var names = Inspected(folder["model.onnx"]).GetProperty("initializers").EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString());

        Assert.Equal(NetworkPresets.Cnn.Parameters.Select(parameter => parameter.Name), names);
    }

    [Theory]
    [InlineData("uint8", "nhw", "batch, 28, 28")]
    [InlineData("uint8", "nchw", "batch, 1, 28, 28")]
    [InlineData("float32", "nhw", "batch, 28, 28")]
    [InlineData("float32", "nchw", "batch, 1, 28, 28")]
    public void The_layout_is_the_one_that_was_asked_for(string input, string layout, string shape)
    {
        using var folder = new TempFolder();
        Exported(folder, NetworkPresets.Mlp, "model.onnx", "--input", input, "--layout", layout);

        var (type, sizes) = InputOf(folder["model.onnx"]);

        Assert.Equal((input, shape), (type, sizes));
    }

    [Fact]
    public void A_fixed_batch_is_fixed_in_inputs_and_outputs()
    {
        using var folder = new TempFolder();
        Exported(folder, NetworkPresets.Mlp, "model.onnx", "--static-batch", "3", "--name", "ziffern ü");

        var model = Inspected(folder["model.onnx"]);

        Assert.Equal("3, 28, 28", InputOf(folder["model.onnx"]).Shape);
        Assert.All(model.GetProperty("outputs").EnumerateArray(), output => Assert.Equal("3", output.GetProperty("shape")[0].GetString()));
        Assert.Equal("ziffern ü", model.GetProperty("graph").GetString());
    }

    [Fact]
    public void A_model_may_give_the_label_alone_and_holds_nothing_that_leads_elsewhere()
    {
        using var folder = new TempFolder();
        Exported(folder, NetworkPresets.Mlp, "model.onnx", "--outputs", "label");

        var outputs = Inspected(folder["model.onnx"]).GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString());

        Assert.Equal(["label"], outputs);
        Assert.DoesNotContain("Softmax", Operators(folder["model.onnx"]));
    }

    [Theory]
    [InlineData("--outputs", "logits,labels", "label")]
    [InlineData("--outputs", "logits,label,logits", "write --outputs logits,label")]
    [InlineData("--outputs", "", "empty")]
    [InlineData("--layout", "nhwc", "nchw")]
    [InlineData("--static-batch", "0", "between 1")]
    [InlineData("--static-batch", "many", "between 1")]
    [InlineData("--name", "a\u0007b", "text")]
    public void Refuses_a_wrong_option_and_says_what_would_do(string option, string value, string hint)
    {
        using var folder = new TempFolder();
        ExporterRun.Saved(folder, TinyCheckpoint.Make());

        var export = ExporterRun.Of("export", folder.Path, option, value);

        Assert.Equal(2, export.Code);
        Assert.Contains(hint, export.Error, StringComparison.Ordinal);
        Assert.Equal(["checkpoint.safetensors"], folder.Files);
    }

    private static Commands.CheckedModel Make(string checkpoint, TestSet data, ExportOptions options) =>
        Commands.CheckedModel.Make(new RecordingTerminal().Terminal, checkpoint, data, options, "digits.onnx", layers: true);

    // trained on that data, but not measured on its test set
    private static Checkpoint On(Dataset data, Checkpoint checkpoint) =>
        checkpoint with { Data = data.Identity, Plan = checkpoint.Plan with { Validation = new Validation(1) } };

    private static Checkpoint Chance(uint seed)
    {
        var network = ChanceNetwork.Make(seed);
        return Probed(TinyCheckpoint.Make(probe: 1) with { Network = network, Weights = ChanceNetwork.Weights(network, seed) });
    }

    private static Checkpoint Filled(NetworkSpec network, uint seed) =>
        TinyCheckpoint.Make(probe: 1) with { Network = network, Weights = ChanceNetwork.Weights(network, seed) };

    private static Checkpoint Probed(Checkpoint checkpoint)
    {
        const int samples = 3;
        var images = ChanceNetwork.Images(samples, 9);
        var logits = Enumerable.Range(0, samples).SelectMany(i => DoubleAnswers.Logits(checkpoint.Network, checkpoint.Weights, images.AsSpan(i * 784, 784))).Select(logit => (float)logit);
        return checkpoint with { Probe = new Probe(images, [.. logits], samples) };
    }

    private static void Exported(TempFolder folder, NetworkSpec network, string file, params string[] options)
    {
        var checkpoint = folder["checkpoint.safetensors"];
        if (!File.Exists(checkpoint))
        {
            ExporterRun.Saved(folder, network == NetworkPresets.Mlp ? TinyCheckpoint.Make() : Probed(Positive(Filled(network, seed: 2))));
        }

        var export = ExporterRun.Of(["export", folder.Path, "-o", folder[file], .. options]);
        Assert.Equal((0, ""), (export.Code, export.Error));
    }

    // scales as a training leaves them: it begins at 1
    private static Checkpoint Positive(Checkpoint checkpoint) => checkpoint with
    {
        Weights = checkpoint.Weights.ToDictionary(
            pair => pair.Key,
            pair => pair.Key.StartsWith("norm", StringComparison.Ordinal) && pair.Key.EndsWith(".weight", StringComparison.Ordinal)
                ? TensorData.Of([.. pair.Value.Floats.ToArray().Select(value => 0.1f + MathF.Abs(value))], [.. pair.Value.Shape])
                : pair.Value),
    };

    private static JsonElement Inspected(string model) => JsonDocument.Parse(ExporterRun.Of("inspect", model, "--format", "json").Output).RootElement;

    private static string[] Operators(string model) => [.. Inspected(model).GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("op").GetString()!)];

    private static (string Type, string Shape) InputOf(string model)
    {
        var input = Inspected(model).GetProperty("inputs")[0];
        return (input.GetProperty("type").GetString()!, string.Join(", ", input.GetProperty("shape").EnumerateArray().Select(size => size.GetString())));
    }
}
