using System.Runtime.InteropServices;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Tests.Precision;

public sealed class PrecisionExportTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("int8", 0.3, 4)]
    [InlineData("int8 --quantization dynamic", 0.3, 2)]
    [InlineData("fp16", 0.55, 4)]
    public void The_reference_network_becomes_small_and_the_report_says_how_small_and_how_good(string precision, double share, int nodes)
    {
        var result = Export(["--precision", .. precision.Split(' '), "--max-accuracy-drop", "20"]).GetProperty("precision");

        var parity = result.GetProperty("parity");
        var accuracy = parity.GetProperty("accuracy");
        Assert.InRange(result.GetProperty("sizeRatio").GetDouble(), 0.01, share);
        Assert.Equal(result.GetProperty("sizeRatio").GetDouble(), new FileInfo(Model).Length / (double)result.GetProperty("bytesInFloat32").GetInt32(), 1e-4);
        Assert.Equal((OwnData.Total, 0), (parity.GetProperty("samples").GetInt32(), parity.GetProperty("contradictions").GetInt32()));
        Assert.Equal(accuracy.GetProperty("drop").GetDouble(), accuracy.GetProperty("correctInFloat32").GetInt32() - accuracy.GetProperty("correct").GetInt32());
        Assert.InRange(parity.GetProperty("labelChanges").GetInt32(), 0, 20);
        Assert.Equal(nodes, result.GetProperty("reducedNodes").GetInt32());
    }

    [Fact]
    public void Int8_weights_have_a_factor_a_channel_and_steps_that_no_processor_overflows_and_biases_are_int32()
    {
        Export("--precision", "int8", "--max-accuracy-drop", "20");

        var stored = Stored();
        var weights = stored.Values.Where(tensor => tensor is { DataType: (int)DataType.Int8, Dims.Count: 2 }).ToArray();
        Assert.Equal([128L * 784, 10L * 128], weights.Select(tensor => (long)tensor.RawData.Length));
        foreach (var weight in weights)
        {
            var steps = MemoryMarshal.Cast<byte, sbyte>(weight.RawData.Span).ToArray();
            var scale = stored[weight.Name.Replace("/int8", "/scale", StringComparison.Ordinal)];
            Assert.Equal([weight.Dims[0]], scale.Dims);

            // two products of a byte and a step are added in 16 bits where a processor has no VNNI
            Assert.True(steps.Max(step => Math.Abs((int)step)) * 255 * 2 <= short.MaxValue);
        }

        Assert.Equal([128L, 10L], stored.Values.Where(tensor => tensor.DataType == (int)DataType.Int32).Select(tensor => tensor.Dims.Single()));
        Assert.DoesNotContain(stored.Values, tensor => tensor.DataType == (int)DataType.Float && tensor.RawData.Length > 4 * 128);
    }

    [Fact]
    public void Callers_of_a_smaller_precision_notice_nothing()
    {
        Export("--precision", "fp16", "--max-accuracy-drop", "20");

        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model)).Graph;

        Assert.Equal([(int)DataType.Uint8], graph.Input.Select(value => value.Type.TensorType.ElemType));
        Assert.Equal([(int)DataType.Float, (int)DataType.Float, (int)DataType.Int64], graph.Output.Select(value => value.Type.TensorType.ElemType));
        Assert.All(graph.Initializer.Where(tensor => tensor.Name.Contains("weight", StringComparison.Ordinal)), tensor => Assert.Equal((int)DataType.Float16, tensor.DataType));
    }

    [Fact]
    public void The_file_says_what_it_computes_in_and_a_model_in_float32_says_nothing_of_it()
    {
        Export("--precision", "int8", "--range-images", "7", "--range-method", "percentile", "--max-accuracy-drop", "20");
        var precision = Metadata().Precision;
        Export();

        Assert.Equal(new ModelPrecision("int8", 20, "static", "percentile", 7), precision);
        Assert.Null(Metadata().Precision);
    }

    [Theory]
    [InlineData("static")]
    [InlineData("dynamic")]
    public void Refuses_a_precision_that_costs_too_much_and_writes_no_file(string quantization)
    {
        // one hidden value is so much larger than all others that these have no step of their range
        ExporterRun.Saved(folder, Sharp(useless: 1e6f));

        string[] command = ["export", folder.Path, "--data", folder["data"], "--precision", "int8", "--quantization", quantization];
        var refused = ExporterRun.Of(command);
        Assert.Equal((1, "", false), (refused.Code, refused.Output, File.Exists(Model)));
        Assert.Contains("int8 accuracy on the test set", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--max-accuracy-drop", refused.Error, StringComparison.Ordinal);
        Assert.Matches("'(relu|output)' \\((Relu|Linear)\\) is the first layer that diverges", refused.Error);

        Assert.Equal(0, ExporterRun.Of([.. command, "--max-accuracy-drop", "100"]).Code);
        Assert.True(File.Exists(Model));
    }

    [Fact]
    public void What_overflows_in_fp16_stays_in_float32()
    {
        // hidden values of millions, weights of 1e5: beyond 65504 both
        var checkpoint = Scaled(OwnData.Make(folder["data"]), "hidden.weight", 1e6f);
        ExporterRun.Saved(folder, checkpoint);

        var export = ExporterRun.Of("export", folder.Path, "--data", folder["data"], "--precision", "fp16", "--max-accuracy-drop", "20", "--format", "json");

        Assert.Equal((0, ""), (export.Code, export.Error));
        var kept = JsonDocument.Parse(export.Output).RootElement.GetProperty("precision").GetProperty("keptNodes").EnumerateArray().Select(name => name.GetString());
        Assert.Contains("hidden.output", kept);
        Assert.Equal((int)DataType.Float, Stored()["hidden.weight"].DataType);
    }

    [Fact]
    public void A_softmax_of_the_network_itself_is_named_among_what_stays_in_float32()
    {
        new TrainedNetwork
        {
            Network = new NetworkSpec { Name = "even", Input = [3], Layers = [new Softmax { Name = "even", Dim = 1 }, new Relu { Name = "positive" }] },
            Weights = new Dictionary<string, TensorData>(),
            Probe = new NetworkProbe(TensorData.Of([0f, 0, 0], 1, 3), TensorData.Of([1 / 3f, 1 / 3f, 1 / 3f], 1, 3)),
            Command = "a test",
        }.Save(folder["checkpoint.safetensors"]);

        var export = ExporterRun.Of("export", folder.Path, "--precision", "fp16", "--format", "json");

        Assert.Equal((0, ""), (export.Code, export.Error));
        Assert.Equal(["even.output"], JsonDocument.Parse(export.Output).RootElement.GetProperty("precision").GetProperty("keptNodes").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void A_network_of_anything_is_held_against_its_probe_in_fp16()
    {
        TinyNetwork.Doubling().Save(folder["checkpoint.safetensors"]);

        var export = ExporterRun.Of("export", folder.Path, "--precision", "fp16", "--format", "json");

        Assert.Equal((0, ""), (export.Code, export.Error));
        var parity = JsonDocument.Parse(export.Output).RootElement.GetProperty("precision").GetProperty("parity");
        Assert.True(parity.GetProperty("largestDifference").GetDouble() <= parity.GetProperty("tolerance").GetDouble());
        Assert.Equal(0, ExporterRun.Of("verify", Model, "-c", folder.Path).Code);
    }

    [Fact]
    public void Verify_opens_the_same_gate_for_a_file_and_sees_a_weight_that_was_changed()
    {
        ExporterRun.Saved(folder, Sharp());
        Assert.Equal(0, ExporterRun.Of("export", folder.Path, "--data", folder["data"], "--precision", "int8", "--max-accuracy-drop", "0").Code);

        var blind = ExporterRun.Of("verify", Model, "-c", folder.Path);
        var whole = ExporterRun.Of("verify", Model, "-c", folder.Path, "-d", folder["data"], "--format", "json");
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        var weight = model.Graph.Initializer.First(tensor => tensor.DataType == (int)DataType.Int8 && tensor.Dims.Count == 2);
        weight.RawData = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Repeat((byte)63, weight.RawData.Length)]);
        File.WriteAllBytes(Model, Google.Protobuf.MessageExtensions.ToByteArray(model));
        var changed = ExporterRun.Of("verify", Model, "-c", folder.Path, "-d", folder["data"]);

        Assert.Equal(2, blind.Code);
        Assert.Contains("--data", blind.Error, StringComparison.Ordinal);
        Assert.Equal((0, "int8"), (whole.Code, JsonDocument.Parse(whole.Output).RootElement.GetProperty("precision").GetProperty("type").GetString()));
        Assert.Equal(1, changed.Code);
        Assert.Contains("int8 accuracy", changed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_precision_that_nobody_writes_is_refused_by_name()
    {
        Export("--precision", "fp16", "--max-accuracy-drop", "20");
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        model.MetadataProps.Single(pair => pair.Key == "precision").Value = """{"type":"int4"}""";
        File.WriteAllBytes(Model, Google.Protobuf.MessageExtensions.ToByteArray(model));

        var verify = ExporterRun.Of("verify", Model, "-c", folder.Path, "-d", folder["data"]);

        Assert.Equal(3, verify.Code);
        Assert.Contains("int4", verify.Error, StringComparison.Ordinal);
    }

    private JsonElement Export(params string[] options)
    {
        ExporterRun.Saved(folder, OwnData.Make(folder["data"]));
        var export = ExporterRun.Of(["export", folder.Path, "--force", "--data", folder["data"], "--format", "json", .. options]);
        Assert.Equal((0, ""), (export.Code, export.Error));
        return JsonDocument.Parse(export.Output).RootElement;
    }

    private Dictionary<string, TensorProto> Stored() => ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model)).Graph.Initializer.ToDictionary(tensor => tensor.Name);

    private ModelMetadata Metadata() =>
        ModelMetadata.FromProperties(ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model)).MetadataProps.ToDictionary(pair => pair.Key, pair => pair.Value));

    // hidden value k is the light in the band of class k, and logit k ten times that: right about every picture of the tiny set
    private Checkpoint Sharp(float useless = 0)
    {
        var (hidden, output) = (new float[128 * 784], new float[10 * 128]);
        for (var k = 0; k < 10; k++)
        {
            for (var pixel = 0; pixel < 784; pixel++)
            {
                hidden[(k * 784) + pixel] = pixel / 28 * 10 / 28 == k ? 0.01f : 0;
            }

            output[(k * 128) + k] = 10;
        }

        hidden.AsSpan(10 * 784, 784).Fill(useless); // a hidden value that nothing reads
        var own = OwnData.Make(folder["data"]);
        return Reprobed(own with
        {
            Weights = new Dictionary<string, TensorData>
            {
                ["hidden.weight"] = TensorData.Of(hidden, 128, 784),
                ["hidden.bias"] = TensorData.Of(new float[128], 128),
                ["output.weight"] = TensorData.Of(output, 10, 128),
                ["output.bias"] = TensorData.Of(new float[10], 10),
            },
        });
    }

    private Checkpoint Scaled(Checkpoint checkpoint, string name, float factor) => Reprobed(checkpoint with
    {
        Weights = new Dictionary<string, TensorData>(checkpoint.Weights)
        {
            [name] = TensorData.Of([.. checkpoint.Weights[name].Floats.ToArray().Select(value => value * factor)], [.. checkpoint.Weights[name].Shape]),
        },
    });

    // with true answers to the probe and the test set
    private Checkpoint Reprobed(Checkpoint checkpoint)
    {
        var (test, _) = Contracts.Datasets.DatasetFolder.LoadTest(folder["data"]);
        var images = checkpoint.Probe.Images;
        var logits = Enumerable.Range(0, checkpoint.Probe.Count).SelectMany(i => DoubleAnswers.Logits(checkpoint.Network, checkpoint.Weights, images.AsSpan(i * 784, 784)));
        var correct = Enumerable.Range(0, test.Count).Count(i => DoubleAnswers.Label(checkpoint, test.Images.Span.Slice(i * 784, 784)) == test.Labels.Span[i]);
        return checkpoint with
        {
            Probe = checkpoint.Probe with { Logits = [.. logits.Select(logit => (float)logit)] },
            Metrics = [checkpoint.Metrics[0] with { ValCorrect = correct, ValAccuracy = (double)correct / test.Count }],
        };
    }
}
