using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;
using AttributeType = Toolchain.Exporter.Graph.Onnx.AttributeProto.Types.AttributeType;

namespace Toolchain.Exporter.Tests;

public sealed class DiffTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ModelProto model;

    public DiffTests()
    {
        ExporterRun.Saved(folder, TinyCheckpoint.Make());
        Assert.Equal(0, ExporterRun.Of("export", folder.Path, "-o", Left).Code);
        model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Left));
    }

    private string Left => folder["left.onnx"];

    private string Right => folder["right.onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Calls_a_file_equal_to_itself()
    {
        var diff = ExporterRun.Of("diff", Left, Left, "--format", "json");

        var result = JsonDocument.Parse(diff.Output).RootElement;
        Assert.Equal((0, true, true, 0), (diff.Code, result.GetProperty("equal").GetBoolean(), result.GetProperty("sameBytes").GetBoolean(), result.GetProperty("differences").GetArrayLength()));
    }

    [Fact]
    public void Looks_at_values_and_not_at_the_fields_that_keep_them()
    {
        foreach (var tensor in model.Graph.Initializer.Where(tensor => tensor.DataType == 1))
        {
            tensor.FloatData.Add(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
            tensor.ClearRawData();
        }

        var diff = Diff();

        Assert.Equal(0, diff.Code);
        Assert.Contains("equal", diff.Output, StringComparison.Ordinal);
        Assert.Contains("not the same byte by byte", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_and_measures_the_values_of_a_weight_that_differ()
    {
        Write("output.bias", [0.5f, 1, 2]);
        File.Move(Right, Left, overwrite: true);
        Write("output.bias", [0.5f, 1.25f, 1]);

        var difference = Only();

        Assert.Equal(("weight", "output.bias", 2, 1.0), (Text(difference, "part"), Text(difference, "name"), difference.GetProperty("differingValues").GetInt32(), difference.GetProperty("largestDifference").GetDouble()));
    }

    [Fact]
    public void Tells_a_weight_that_became_no_number_from_one_that_stayed_none()
    {
        Write("output.bias", [0.5f, float.NaN]);
        File.Move(Right, Left, overwrite: true);
        Write("output.bias", [0.5f, float.NaN]);
        Assert.Equal(0, ExporterRun.Of("diff", Left, Right).Code);

        Write("output.bias", [float.NaN, float.NaN]);

        Assert.Equal((1, "Infinity"), (Only().GetProperty("differingValues").GetInt32(), Text(Only(), "largestDifference")));
    }

    [Theory]
    [InlineData("format", "opset ai.onnx")]
    [InlineData("format", "producer")]
    [InlineData("format", "remarks")]
    [InlineData("input", "image")]
    [InlineData("output", "label")]
    [InlineData("value", "relu.output")]
    [InlineData("node", "probabilities")]
    [InlineData("weight", "hidden.bias")]
    [InlineData("weight", "extra")]
    [InlineData("metadata", "command")]
    [InlineData("order", "nodes")]
    [InlineData("order", "outputs")]
    [InlineData("rest", "what is not shown")]
    public void Names_the_one_thing_that_was_changed(string part, string name)
    {
        var graph = model.Graph;
        switch (part, name)
        {
            case ("format", "opset ai.onnx"): model.OpsetImport[0].Version++; break;
            case ("format", "producer"): model.ProducerVersion += "-mine"; break;
            case ("format", "remarks"): graph.DocString = "for review"; break;
            case ("input", _): graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam = "n"; break;
            case ("output", _): graph.Output.Single(output => output.Name == name).Type.TensorType.ElemType = 6; break;
            case ("value", _): graph.ValueInfo.Add(new ValueInfoProto { Name = name }); break;
            case ("node", _): graph.Node.Single(node => node.Output.Contains(name)).Attribute[0].I = 0; break;
            case ("weight", "extra"): graph.Initializer.Add(new TensorProto { Name = name, DataType = 1, FloatData = { 1 } }); break;
            case ("weight", _): graph.Initializer.Single(tensor => tensor.Name == name).DataType = 6; break;
            case ("metadata", _): model.MetadataProps.Single(pair => pair.Key == name).Value += " "; break;
            case ("order", "nodes"): Swap(graph.Node); break;
            case ("order", _): Swap(graph.Output); break;
            default: graph.MergeFrom(new CodedInputStream([0x8A, 0x01, 0x00])); break; // field 17, which our schema leaves out
        }

        File.WriteAllBytes(Right, model.ToByteArray());

        var difference = Only();
        Assert.Equal((part, name), (Text(difference, "part"), Text(difference, "name")));
    }

    [Fact]
    public void Passes_over_no_field_of_an_entry_that_our_schema_leaves_out()
    {
        model.OpsetImport[0].MergeFrom(new CodedInputStream([0x7A, 0x00]));

        Assert.Equal(1, Diff().Code);
    }

    [Fact]
    public void Says_of_a_node_what_differs_and_no_more()
    {
        var softmax = model.Graph.Node.Single(node => node.OpType == "Softmax");
        softmax.Attribute[0].I = -1;
        softmax.Attribute.Add(new AttributeProto { Name = "mode", Type = AttributeType.String, S = ByteString.CopyFromUtf8("fast") });
        File.WriteAllBytes(Right, model.ToByteArray());

        Assert.Equal(("axis 1; no mode", "axis -1; mode \"fast\""), (Text(Only(), "left"), Text(Only(), "right")));
    }

    [Fact]
    public void Sees_a_change_in_what_is_too_long_to_show()
    {
        var axes = Enumerable.Range(0, 40).Select(i => (long)i).ToArray();
        var attribute = new AttributeProto { Name = "axes", Type = AttributeType.Ints, Ints = { axes } };
        model.Graph.Node[0].Attribute.Add(attribute);
        File.WriteAllBytes(Left, model.ToByteArray());
        attribute.Ints[39] = 99;
        File.WriteAllBytes(Right, model.ToByteArray());

        Assert.EndsWith("of another value", Text(Only(), "right"), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_the_same_from_either_side()
    {
        model.Graph.Node.RemoveAt(model.Graph.Node.Count - 1);
        model.Graph.Initializer.Add(new TensorProto { Name = "extra", DataType = 7, Int64Data = { 1 } });
        File.WriteAllBytes(Right, model.ToByteArray());

        var there = JsonDocument.Parse(ExporterRun.Of("diff", Left, Right, "--format", "json").Output).RootElement.GetProperty("differences");
        var back = JsonDocument.Parse(ExporterRun.Of("diff", Right, Left, "--format", "json").Output).RootElement.GetProperty("differences");

        Assert.Equal(there.EnumerateArray().Select(one => (Side(one, "left"), Side(one, "right"))), back.EnumerateArray().Select(one => (Side(one, "right"), Side(one, "left"))));
        Assert.Equal(2, there.GetArrayLength());

        static string? Side(JsonElement difference, string side) => difference.TryGetProperty(side, out var text) ? text.GetString() : null;
    }

    [Fact]
    public void Lets_no_name_in_a_file_steer_the_terminal()
    {
        model.Graph.Name = "\e[2J[red]";
        var diff = Diff();

        Assert.Equal(1, diff.Code);
        Assert.DoesNotContain('\e', diff.Output);
        Assert.Contains("[red]", diff.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_it_cannot_read_whole()
    {
        Assert.Equal(3, ExporterRun.Of("diff", Left, folder["nothing.onnx"]).Code);
        model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;

        var diff = Diff();

        Assert.Equal((3, ""), (diff.Code, diff.Output));
        Assert.Contains("are said to lie in ''", diff.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_damage_is_called_equal()
    {
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.ClearRawData(); // so that few bytes are mere numbers
        }

        File.WriteAllBytes(Left, model.ToByteArray());
        var whole = File.ReadAllBytes(Left);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Sample(
            (position, change) =>
            {
                var bytes = whole.ToArray();
                bytes[position] ^= change;
                File.WriteAllBytes(Right, bytes);
                return ExporterRun.Of("diff", Left, Right).Code is 1 or 3;
            },
            iter: 1000,
            threads: 1);
    }

    private ExporterRun Diff()
    {
        File.WriteAllBytes(Right, model.ToByteArray());
        return ExporterRun.Of("diff", Left, Right);
    }

    private JsonElement Only()
    {
        var diff = ExporterRun.Of("diff", Left, Right, "--format", "json");
        Assert.Equal((1, ""), (diff.Code, diff.Error));
        return Assert.Single(JsonDocument.Parse(diff.Output).RootElement.GetProperty("differences").EnumerateArray());
    }

    private void Write(string name, float[] values)
    {
        var tensor = model.Graph.Initializer.Single(tensor => tensor.Name == name);
        tensor.Dims.Clear();
        tensor.Dims.Add(values.Length);
        tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
        File.WriteAllBytes(Right, model.ToByteArray());
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static void Swap<T>(Google.Protobuf.Collections.RepeatedField<T> parts) => (parts[0], parts[1]) = (parts[1], parts[0]);
}
