using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class InspectTests
{
    [Fact]
    public void Shows_a_program_what_a_model_holds()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());
        ExporterRun.Of("export", run.Path);

        var inspect = ExporterRun.Of("inspect", run["model.onnx"], "--format", "json");

        var model = JsonDocument.Parse(inspect.Output).RootElement;
        Assert.Equal((17, 8), (model.GetProperty("opset").GetInt32(), model.GetProperty("irVersion").GetInt32()));
        Assert.Equal(101_770, model.GetProperty("parameters").GetInt32());
        Assert.Equal(["batch", "28", "28"], model.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(size => size.GetString()));
        Assert.Equal(["logits", "probabilities", "label"], model.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
        Assert.Equal("1", model.GetProperty("metadata").GetProperty("toolchain.model").GetString());
    }

    [Fact]
    public void Infers_the_shapes_between_the_nodes_and_counts_what_each_of_them_reads()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());
        ExporterRun.Of("export", run.Path);

        var nodes = JsonDocument.Parse(ExporterRun.Of("inspect", run["model.onnx"], "--format", "json").Output).RootElement.GetProperty("nodes").EnumerateArray().ToArray();

        var hidden = nodes.Single(node => node.GetProperty("outputs")[0].GetString() == "hidden.output");
        Assert.Equal("float32 [batch, 128]", hidden.GetProperty("shapes")[0].GetString());
        Assert.Equal((100_480, 401_920), (hidden.GetProperty("parameters").GetInt32(), hidden.GetProperty("parameterBytes").GetInt32()));
        var label = nodes.Single(node => node.GetProperty("outputs")[0].GetString() == "label");
        Assert.Equal(("int64 [batch]", 0), (label.GetProperty("shapes")[0].GetString(), label.GetProperty("parameters").GetInt32()));
        Assert.Contains("hidden.output: float32", ExporterRun.Of("inspect", run["model.onnx"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_an_input_that_is_given_as_it_is()
    {
        var value = new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "n" } } } } } };
        var model = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } },
            Graph = new GraphProto
            {
                Name = "same",
                Input = { value },
                Output = { value, new ValueInfoProto { Name = "y" } },
                Node = { new NodeProto { OpType = "Neg", Input = { "x" }, Output = { "y" } } },
            },
        };

        var inspect = Inspect(model.ToByteArray());

        Assert.Equal((0, ""), (inspect.Code, inspect.Error));
        Assert.Contains("y: float32 [n]", inspect.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_a_stranger_with_everything_left_open()
    {
        var stranger = Stranger();

        var inspect = Inspect(stranger.ToByteArray());

        Assert.Equal((0, ""), (inspect.Code, inspect.Error));
        Assert.Contains("com.example.Odd", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("graph of 1 nodes", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("type 99", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("[?, 3]", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("not known: ", inspect.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_no_name_in_a_file_steer_the_terminal()
    {
        var stranger = Stranger();
        stranger.Graph.Name = "\e[2J\a[red]";

        var inspect = Inspect(stranger.ToByteArray());

        Assert.Equal(0, inspect.Code);
        Assert.DoesNotContain('\e', inspect.Output);
        Assert.Contains("[red]", inspect.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(long.MaxValue, 3)]
    public void Refuses_a_tensor_of_impossible_shape(long rows, long columns)
    {
        var model = Stranger();
        model.Graph.Initializer.Add(new TensorProto { Name = "liar", DataType = 1, Dims = { rows, columns } });

        var inspect = Inspect(model.ToByteArray());

        Assert.Equal(3, inspect.Code);
        Assert.Contains("liar", inspect.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_graph_nested_without_end()
    {
        var attribute = new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph };
        for (var depth = 0; depth < 200; depth++)
        {
            attribute = new AttributeProto { Type = attribute.Type, G = new GraphProto { Node = { new NodeProto { Attribute = { attribute } } } } };
        }

        var model = Stranger();
        model.Graph.Node[0].Attribute.Add(attribute);

        Assert.Equal(3, Inspect(model.ToByteArray()).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a model at all")]
    [InlineData("\b\b")]
    public void Refuses_what_is_no_model(string content)
    {
        var inspect = Inspect(System.Text.Encoding.Latin1.GetBytes(content));

        Assert.Equal((3, ""), (inspect.Code, inspect.Output));
        Assert.Contains("is no ONNX model", inspect.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_file_that_is_missing_and_a_folder()
    {
        using var folder = new TempFolder();

        Assert.Equal(3, ExporterRun.Of("inspect", folder["nothing.onnx"]).Code);
        Assert.Equal(3, ExporterRun.Of("inspect", folder.Path).Code);
    }

    [Fact]
    public void Any_bytes_are_shown_or_refused_but_never_a_crash() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Inspect(bytes).Code is 0 or 3, iter: 300);

    [Fact]
    public void Any_damage_to_a_model_is_shown_or_refused_but_never_a_crash()
    {
        var whole = Stranger().ToByteArray();
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]);

        damage.Sample(
            (position, value, length) =>
            {
                var bytes = whole.ToArray();
                bytes[position] = value;
                return Inspect(bytes).Code is 0 or 3 && Inspect(bytes[..length]).Code is 0 or 3;
            },
            iter: 500);
    }

    [Fact]
    public void Damage_to_a_model_that_ONNX_Runtime_takes_never_crashes_it()
    {
        using var run = new TempFolder();
        ExporterRun.Saved(run, TinyCheckpoint.Make());
        ExporterRun.Of("export", run.Path);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(run["model.onnx"]));
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.ClearRawData(); // so that few bytes are mere numbers
        }

        var whole = model.ToByteArray();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample(
            (position, value) =>
            {
                var bytes = whole.ToArray();
                bytes[position] = value;
                return Inspect(bytes).Code is 0 or 3;
            },
            iter: 300);
    }

    private static ExporterRun Inspect(byte[] bytes)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["model.onnx"], bytes);
        return ExporterRun.Of("inspect", folder["model.onnx"]);
    }

    private static ModelProto Stranger() => new()
    {
        IrVersion = 3,
        Graph = new GraphProto
        {
            Input = { new ValueInfoProto { Name = "x" }, new ValueInfoProto { Name = "w" } },
            Output =
            {
                new ValueInfoProto
                {
                    Name = "y",
                    Type = new TypeProto
                    {
                        TensorType = new TypeProto.Types.Tensor
                        {
                            ElemType = 99,
                            Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension(), new TensorShapeProto.Types.Dimension { DimValue = 3 } } },
                        },
                    },
                },
            },
            Initializer = { new TensorProto { Name = "w", DataType = 1, Dims = { 2 }, FloatData = { 1, 2 } } },
            Node =
            {
                new NodeProto
                {
                    OpType = "Odd",
                    Domain = "com.example",
                    Input = { "x", "" },
                    Output = { "y" },
                    Attribute =
                    {
                        new AttributeProto { Name = "mode", Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFrom(0xff, 0xfe) },
                        new AttributeProto { Name = "axes", Type = AttributeProto.Types.AttributeType.Ints, Ints = { Enumerable.Repeat(1L, 40) } },
                        new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = new GraphProto { Node = { new NodeProto() } } },
                        new AttributeProto { Name = "nothing" },
                    },
                },
            },
        },
    };
}
