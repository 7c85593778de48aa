using Toolchain.Inference.Models.Files;
using Toolchain.Inference.Models.Reading;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

public sealed class PixelEvidenceTests : IDisposable
{
    private const string LearningDomain = "ai.onnx.ml";

    private readonly TempFolder folder = new();

    public static TheoryData<string, float[], string?> First => new()
    {
        { "Div", [255], "--input-scale 1" },
        { "Div", [127.5f], "--input-scale 1" },
        { "Mul", [1 / 255f], "--input-scale 1" },
        { "Sub", [33.3f], "--input-scale 1" },
        { "Div", [0.3081f], "--input-scale 1/255" },
        { "Sub", [0.1307f], null },
        { "Mul", [0.5f], null },
        { "Add", [1], null },
        { "Greater", [127], "--input-scale 1" },
        { "LessOrEqual", [0.5f], "--input-scale 1/255" },
        { "Greater", [0], null },
    };

    public static TheoryData<float, float, string?> Normalizations => new()
    {
        { 0.1307f, 0.0949f, "--input-scale 1/255" },
        { 33.3f, 6172, "--input-scale 1" },
        { 0, 1, "--input-scale 1/255 --input-mean 0.1307 --input-std 0.3081" },
        { -0.7386f, 0.3797f, "--input-scale 1/255 --input-mean 0.5 --input-std 0.5" },
        { 7, 1, null },
        { 0, 0, null },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(First))]
    public void The_first_arithmetic_tells_or_does_not(string operation, float[] constant, string? options) => Tells(
        options,
        new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Node("Identity", ["x"], "same").Constant("c", OnnxType.Float, [], constant).Node(operation, ["same", "c"], "p").Node("Relu", ["p"], "y"));

    [Theory]
    [InlineData(13, 0, 255, "--input-scale 1")]
    [InlineData(6, 0, 255, "--input-scale 1")]
    [InlineData(13, 0, 1, "--input-scale 1/255")]
    [InlineData(13, -1, 1, null)]
    [InlineData(6, -1, 1, null)]
    public void Bounds_tell_by_the_values_they_keep(int opset, float least, float most, string? options)
    {
        var graph = new OnnxGraph().Opset("", opset).Input("x", OnnxType.Float, "N", 784);
        graph = opset < 11
            ? graph.Node("", "Clip", ["x"], ["y"], OnnxGraph.Floats("min", [least]), OnnxGraph.Floats("max", [most]))
            : graph.Constant("least", OnnxType.Float, [], [least]).Constant("most", OnnxType.Float, [], [most]).Node("Clip", ["x", "least", "most"], "y");

        Tells(options, graph);
    }

    [Fact]
    public void What_follows_bounds_tells_where_they_do_not() => Tells(
        "--input-scale 1",
        new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Constant("least", OnnxType.Float, [], [-1f]).Constant("by", OnnxType.Float, [], [255f])
            .Node("Clip", ["x", "least"], "same").Node("Div", ["same", "by"], "y"));

    [Theory]
    [MemberData(nameof(Normalizations))]
    public void Batch_normalization_tells_what_it_saw(float mean, float variance, string? options) => Tells(
        options,
        new OnnxGraph().Input("x", OnnxType.Float, "N", 1, 28, 28).Constant("g", OnnxType.Float, [1], [1f]).Constant("b", OnnxType.Float, [1], [0f])
            .Constant("m", OnnxType.Float, [1], [mean]).Constant("v", OnnxType.Float, [1], [variance]).Node("BatchNormalization", ["x", "g", "b", "m", "v"], "y"));

    [Theory]
    [InlineData(1 / 255f, 0, "--input-scale 1/255")]
    [InlineData(1, 0, "--input-scale 1")]
    [InlineData(2 / 255f, 128, "--input-scale 1/255 --input-mean 0.5 --input-std 0.5")]
    [InlineData(9, 3, null)]
    public void Quantization_tells_by_the_values_it_covers(float step, byte zero, string? options) => Tells(
        options,
        new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Constant("s", OnnxType.Float, [], [step]).Constant("z", OnnxType.UInt8, [], [zero]).Node("QuantizeLinear", ["x", "s", "z"], "y"));

    [Theory]
    [InlineData(127.5f, "--input-scale 1")]
    [InlineData(0.5f, "--input-scale 1/255")]
    [InlineData(0, null)]
    public void Thresholds_of_a_forest_tell(float threshold, string? options)
    {
        // more of them than are kept: only the largest counts
        var values = Enumerable.Repeat(threshold, 3000).ToArray();

        Tells(options, new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Node(LearningDomain, "TreeEnsembleClassifier", ["x"], ["label", "y"], OnnxGraph.Floats("nodes_values", values)));
    }

    [Theory]
    [InlineData(0, 1 / 255f, "--input-scale 1")]
    [InlineData(33.3f, 1 / 78.6f, "--input-scale 1")]
    [InlineData(0.13f, 3.2f, "--input-scale 1/255")]
    public void A_scaler_tells_by_its_offset_or_scale(float offset, float scale, string options) => Tells(
        options,
        new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Node(LearningDomain, "Scaler", ["x"], ["y"], OnnxGraph.Floats("offset", [offset]), OnnxGraph.Floats("scale", [scale])));

    [Fact]
    public void An_input_that_several_nodes_read_tells_nothing() => Tells(
        null,
        new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Constant("c", OnnxType.Float, [], [255f]).Node("Div", ["x", "c"], "p").Node("Add", ["p", "x"], "y"));

    private void Tells(string? options, OnnxGraph graph)
    {
        var file = GraphFileReader.TryRead(graph.Output("y").Write(folder["m.onnx"]))!;

        Assert.Equal(options, PixelEvidence.In(file, "x")?.Scale.AsOptions);
    }
}
