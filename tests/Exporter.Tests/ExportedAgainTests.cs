using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>A model's graph and weights, against those that its checkpoint gives: what was changed where no sample looks.</summary>
public sealed class ExportedAgainTests : IDisposable
{
    private static readonly string[][] Precisions =
    [
        [], ["--precision", "fp16"], ["--precision", "int8", "--quantization", "dynamic"],
        ["--precision", "int8", "--range-method", "minmax"], ["--precision", "int8", "--range-method", "percentile"], ["--precision", "int8", "--range-method", "entropy"],
    ];

    private static readonly Gen<string[]> AnyOptions = Gen.Select(
        Gen.Int[Opsets.Least, Opsets.Most],
        OneOf("uint8", "float32"),
        OneOf(Precisions),
        OneOf<string[]>([], ["--literal"]),
        OneOf<string[]>([], ["--static-batch", "3"]),
        OneOf<string[]>([], ["--outputs", "label"], ["--outputs", "probabilities,logits"]),
        (opset, input, precision, literal, batch, outputs) => (string[])["--opset", $"{opset}", "--input", input, .. precision, .. precision.Length == 0 ? [] : (string[])["--max-accuracy-drop", "100"], .. literal, .. batch, .. outputs]);

    private readonly TempFolder folder = new();

    private string Model => folder["model.onnx"];

    private string Saved => folder["checkpoint.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Nothing_differs_for_any_network_with_any_options()
    {
        OwnData.Make(folder["data"]);
        Gen.Select(Gen.UInt, AnyOptions).Sample(
            (seed, options) =>
            {
                Chance(seed).Save(Saved);
                var export = ExporterRun.Of(["export", Saved, "-o", Model, "--force", "--data", folder["data"], .. options]);
                Assert.True(export.Code == 0, export.Error);

                var verify = Verified("--data", folder["data"]);

                Assert.True(verify.Code == 0, verify.Error);
                Assert.Empty(Differences(verify));
            },
            iter: 30,
            threads: 1);
    }

    [Fact]
    public void Any_bit_of_any_stored_number_is_seen()
    {
        Export();
        var whole = File.ReadAllBytes(Model);
        Gen.Select(Gen.Int[0, 3], Gen.Double.Unit, Gen.Int[0, 7]).Sample(
            (tensor, place, bit) =>
            {
                var model = ModelProto.Parser.ParseFrom(whole);
                var changed = model.Graph.Initializer[tensor];
                var bytes = changed.RawData.ToByteArray();
                bytes[(int)(place * bytes.Length)] ^= (byte)(1 << bit);
                changed.RawData = ByteString.CopyFrom(bytes);
                File.WriteAllBytes(Model, model.ToByteArray());

                var verify = Verified();

                Assert.Equal(1, verify.Code);
                var difference = Assert.Single(Differences(verify));
                Assert.Equal(("weight", changed.Name, 1), (Text(difference, "part"), Text(difference, "name"), difference.GetProperty("differingValues").GetInt32()));
            },
            iter: 20,
            threads: 1);
    }

    [Theory]
    [InlineData]
    [InlineData("--precision", "fp16")]
    [InlineData("--precision", "int8", "--quantization", "dynamic")]
    [InlineData("--precision", "int8")]
    public void A_weight_that_only_other_pictures_reach_is_named(params string[] precision)
    {
        BlackCorner().Save(Saved);
        Assert.Equal(0, ExporterRun.Of(["export", Saved, "-o", Model, "--data", folder["data"], .. precision, .. precision.Length == 0 ? [] : (string[])["--max-accuracy-drop", "100"]]).Code);
        Edit(model =>
        {
            var weight = model.Graph.Initializer.First(tensor => tensor.Dims.Count == 2 && tensor.Name.StartsWith("hidden", StringComparison.Ordinal));
            var bytes = weight.RawData.ToByteArray();
            bytes[(bytes.Length / (128 * 784)) - 1] ^= 0x10; // of the first pixel's first weight
            weight.RawData = ByteString.CopyFrom(bytes);
        });

        var verify = ExporterRun.Of("verify", Model, "-c", Saved, "-d", folder["data"]);

        Assert.Equal(1, verify.Code);
        Assert.Contains("graph and weights, against the checkpoint: weight 'hidden", verify.Error, StringComparison.Ordinal);
        Assert.Contains("(1 value, by at most", verify.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("logits, against", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_does_nothing_to_the_probe_is_named()
    {
        Export();
        Edit(Cut);

        var verify = Verified();

        Assert.Equal(1, verify.Code);
        Assert.Equal(["logits", "logits.whole", "most"], Differences(verify).Select(difference => Text(difference, "name")).Order());
        Assert.Contains("graph and weights, against the checkpoint: node", verify.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--literal", "--opset", "13")]
    [InlineData("--precision", "fp16")]
    [InlineData("--precision", "int8", "--quantization", "dynamic")]
    [InlineData("--precision", "int8")]
    public void Names_and_remarks_are_nobodys_business(params string[] options)
    {
        ExporterRun.Saved(folder, OwnData.Make(folder["data"]));
        var export = ExporterRun.Of(["export", folder.Path, "--data", folder["data"], .. options, .. options.Contains("--precision") ? ["--max-accuracy-drop", "100"] : Array.Empty<string>()]);
        Assert.True(export.Code == 0, export.Error);
        var note = new StringStringEntryProto { Key = "note", Value = "mine" };
        Edit(model =>
        {
            model.ProducerName = "somebody";
            model.DocString = "a model";
            model.Graph.Name = "other";
            model.MetadataProps.Add(note);
            model.Graph.MetadataProps.Add(note);
            foreach (var node in model.Graph.Node)
            {
                (node.Name, node.DocString) = ($"renamed {node.Name}", "a node");
                node.MetadataProps.Add(note);
                foreach (var attribute in node.Attribute)
                {
                    attribute.DocString = "an attribute";
                }
            }

            foreach (var tensor in model.Graph.Initializer.Concat(model.Graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T).OfType<TensorProto>()))
            {
                tensor.DocString = "a weight";
                tensor.MetadataProps.Add(note);
            }

            foreach (var value in model.Graph.Input.Concat(model.Graph.Output))
            {
                value.DocString = "a value";
                value.MetadataProps.Add(note);
            }
        });

        var verify = Verified("--data", folder["data"]);

        Assert.True(verify.Code == 0, verify.Error);
        Assert.Empty(Differences(verify));
    }

    [Theory]
    [InlineData("hidden.output", 1, new[] { "7", "7", "7" }, true)]
    [InlineData("hidden.output", 1, new[] { "batch", "127" }, true)]
    [InlineData("hidden.output", 1, new[] { "5", "128" }, true)]
    [InlineData("hidden.output", 7, new[] { "batch", "128" }, true)]
    [InlineData("output.bias", 1, new[] { "11" }, true)]
    [InlineData("hidden.weight", 1, new[] { "784", "128" }, true)]
    [InlineData("hidden.output", 1, new[] { "batch", "128" }, false)]
    [InlineData("hidden.output", 1, new[] { "n", "?" }, false)]
    [InlineData("hidden.output", 1, null, false)]
    [InlineData("hidden.bias", 1, new[] { "128" }, false)]
    [InlineData("hidden.bias", 7, new[] { "128" }, true)]
    [InlineData("hidden.output", null, null, false)]
    [InlineData("nothing", 1, new[] { "7" }, false)]
    public void What_is_said_of_a_value_between_the_nodes_must_be_so(string name, int? type, string[]? shape, bool isFalse)
    {
        Export();
        Edit(model => model.Graph.ValueInfo.Add(new ValueInfoProto
        {
            Name = name,
            Type = type is not { } element ? null : new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = element, Shape = shape is null ? null : new TensorShapeProto { Dim = { shape.Select(Dimension) } } } },
        }));

        Assert.Equal(isFalse ? 1 : 0, Verified().Code);
    }

    [Fact]
    public void A_false_remark_about_a_value_is_named_with_what_is_so()
    {
        Export();
        Edit(model => model.Graph.ValueInfo.Add(new ValueInfoProto { Name = "hidden.output", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto { Dim = { Dimension("7") } } } } }));

        var verify = Verified();

        var difference = Assert.Single(Differences(verify));
        Assert.Equal(("value", "hidden.output", "float32 [7]", "float32 [batch, 128]"), (Text(difference, "part"), Text(difference, "name"), Text(difference, "left"), Text(difference, "right")));
        Assert.Contains("graph and weights, against the checkpoint: value 'hidden.output' differs", verify.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_may_have_written_another_graph_but_no_other_weights()
    {
        Export();
        Edit(model =>
        {
            Cut(model);
            model.ProducerVersion = "9.9.9";
        });
        var graph = ExporterRun.Of("verify", Model, "-c", Saved, "--format", "markdown");
        Edit(model => model.Graph.Initializer[0].RawData = ByteString.CopyFrom([.. model.Graph.Initializer[0].RawData.Take(4).Select(value => (byte)(value ^ 1)), .. model.Graph.Initializer[0].RawData.Skip(4)]));
        var weights = ExporterRun.Of("verify", Model, "-c", Saved);

        Assert.Equal((0, 1), (graph.Code, weights.Code));
        Assert.Contains("version 9.9.9 wrote it", graph.Output, StringComparison.Ordinal);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(place => values[place]);

    // logits beyond a million, which the probe does not have
    private static void Cut(ModelProto model)
    {
        var last = model.Graph.Node.Single(node => node.Output.Contains("logits"));
        var place = model.Graph.Node.IndexOf(last);
        last.Name = last.Output[0] = "logits.whole";
        model.Graph.Node.Insert(place + 1, new NodeProto { OpType = "Clip", Name = "logits", Input = { "logits.whole", "", "most" }, Output = { "logits" } });
        model.Graph.Initializer.Add(new TensorProto { Name = "most", DataType = 1, RawData = ByteString.CopyFrom(BitConverter.GetBytes(1e6f)) });
    }

    private static TrainedNetwork Chance(uint seed)
    {
        var network = ChanceNetwork.Make(seed);
        return PictureNetwork.Of(network, ChanceNetwork.Weights(network, seed), ChanceNetwork.Images(4, seed));
    }

    private TrainedNetwork BlackCorner()
    {
        var own = OwnData.Make(folder["data"]);
        return PictureNetwork.Of(own.Network, own.Weights, [.. own.Probe.Images.ToArray().Select((pixel, place) => place % 784 == 0 ? (byte)0 : pixel)]);
    }

    private static TensorShapeProto.Types.Dimension Dimension(string size) =>
        long.TryParse(size, out var number) ? new() { DimValue = number } : size == "?" ? new() : new() { DimParam = size };

    private static IEnumerable<JsonElement> Differences(ExporterRun verify) => JsonDocument.Parse(verify.Output).RootElement.GetProperty("differences").EnumerateArray();

    private static string? Text(JsonElement difference, string member) => difference.GetProperty(member).GetString();

    private ExporterRun Verified(params string[] options) => ExporterRun.Of(["verify", Model, "-c", Saved, "--format", "json", .. options]);

    private void Export()
    {
        ExporterRun.Saved(folder, TinyCheckpoint.Make());
        Assert.Equal(0, ExporterRun.Of("export", folder.Path).Code);
    }

    private void Edit(Action<ModelProto> edit)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model));
        edit(model);
        File.WriteAllBytes(Model, model.ToByteArray());
    }
}
