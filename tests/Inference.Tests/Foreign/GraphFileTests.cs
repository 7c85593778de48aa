using CsCheck;
using Toolchain.Inference.Models.Files;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

public sealed class GraphFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_read_without_its_weights()
    {
        var graph = GraphFileReader.TryRead(new ForeignModel { Scaling = (255, 0) }.Write(folder["m.onnx"]))!;

        Assert.Equal("by hand 7", graph.Producer);
        Assert.Equal(17, graph.Opsets[""]);
        Assert.Equal("MatMul", graph.SourceOf("y")!.Operation);
        Assert.Equal("Div", graph.OnlyReaderOf("x")!.Operation);
        Assert.Equal([255.0], graph.Constants["by"]);
        Assert.DoesNotContain("bands", graph.Constants.Keys);
    }

    [Fact]
    public void A_damaged_file_is_read_or_given_up_and_never_a_bug()
    {
        var whole = File.ReadAllBytes(new ForeignModel { Finish = graph => graph.Node("Softmax", ["y"], "p", OnnxGraph.Number("axis", 1)).Output("p") }.Write(folder["m.onnx"]));
        // without the weights, which would take nearly all of the changes
        var header = whole.Length - (784 * 10 * 4);

        Gen.Select(Gen.Int[0, header - 1], Gen.Byte, Gen.Int[1, whole.Length]).Sample(
            (place, value, length) =>
            {
                byte[] damaged = [.. whole[..length]];
                damaged[Math.Min(place, length - 1)] = value;
                File.WriteAllBytes(folder["damaged.onnx"], damaged);
                return GraphFileReader.TryRead(folder["damaged.onnx"]) is null or { Nodes.Count: >= 0 };
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public void Graphs_nested_without_end_are_given_up()
    {
        var nested = new Models.OnnxBytes();
        for (var i = 0; i < 2000; i++)
        {
            nested = new Models.OnnxBytes().Message(1, new Models.OnnxBytes().Message(5, new Models.OnnxBytes().Message(6, nested)));
        }

        File.WriteAllBytes(folder["nested.onnx"], new Models.OnnxBytes().Message(7, nested).ToArray());

        Assert.Null(GraphFileReader.TryRead(folder["nested.onnx"]));
    }
}
