using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

public sealed class ForeignInputTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string> Shapes =>
    [
        "N,1,28,28", "1,1,28,28", "7,1,28,28", "1000,1,28,28", "N,28,28,1", "3,28,28,1", "N,28,28", "1,28,28", "N,784", "1,784", "64,784",
        "28,28", "784", "1,28,28,1", "N,C,H,W", "N,?,?", "?,?", "?,?,?,?", "N,1,784", "N,28,28,?", "any",
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_picture_goes_into_any_shape_that_holds_one(string shape)
    {
        var model = new ForeignModel { Sizes = shape == "any" ? null : [.. shape.Split(',').Select(Size)], Finish = graph => graph.Output("y") };

        Assert.Equal(TinyData.Count, ForeignModel.Correct(model.Write(folder["m.onnx"]), data.Path));
    }

    [Theory]
    [InlineData(OnnxType.Float)]
    [InlineData(OnnxType.Half)]
    [InlineData(OnnxType.Double)]
    public void Numbers_of_any_precision_are_given_as_0_to_1(int type) =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(new ForeignModel { Type = type, Finish = graph => graph.Output("y", type, "N", 10) }.Write(folder["m.onnx"]), data.Path));

    [Theory]
    [InlineData(OnnxType.UInt8)]
    [InlineData(OnnxType.Int32)]
    [InlineData(OnnxType.Int64)]
    public void Whole_numbers_are_given_as_0_to_255(int type) =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(new ForeignModel { Type = type, Scaling = (255, 0) }.Write(folder["m.onnx"]), data.Path));

    [Fact]
    public void Bytes_with_a_sign_are_given_as_minus_128_to_127()
    {
        var path = new ForeignModel { Type = OnnxType.Int8, Scaling = (255, -128) }.Write(folder["m.onnx"]);

        Assert.Equal(TinyData.Count, ForeignModel.Correct(path, data.Path));
    }

    [Fact]
    public void Pixels_that_the_type_cannot_hold_are_refused_with_its_range()
    {
        var path = new ForeignModel { Type = OnnxType.Int8, Scaling = (255, -128) }.Write(folder["m.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--input-scale", "1");

        Assert.Equal(2, run.Code);
        Assert.Contains("pixels scaled to 0 to 255 do not fit the input 'x' of type int8", run.Error);
        Assert.Contains("values from -128 to 127", run.Error);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(21)]
    [InlineData(26)]
    public void Operator_sets_from_7_to_26_run(int opset) =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(new ForeignModel { Opset = opset }.Write(folder["m.onnx"]), data.Path));

    [Fact]
    public void Weights_that_are_listed_as_inputs_are_no_inputs() =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(new ForeignModel { Opset = 8, ListsWeights = true }.Write(folder["m.onnx"]), data.Path));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_batch_that_is_free_in_name_only_is_run_as_it_can_be(int rows)
    {
        var path = new ForeignModel { Rows = rows, Finish = graph => graph.Output("y") }.Write(folder["m.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu");

        // one picture a run is the only other number that can be tried
        Assert.Equal(rows == 1 ? 0 : 3, run.Code);
        Assert.Contains(rows == 1 ? "one picture a run, since the model fails with more" : "operator Reshape", run.Error);
    }

    [Theory]
    [InlineData(255, 0, "0 to 255, since the graph divides them by 255 itself")]
    [InlineData(1, 0, "0 to 1, a guess, since nothing in the model tells; if it wants 0 to 255, pass --input-scale 1")]
    public void What_is_assumed_of_pixels_is_said_with_its_reason(float by, float less, string says)
    {
        var path = new ForeignModel { Scaling = (by, less) }.Write(folder["m.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu");

        Assert.Contains("m.onnx is a model of others, written by by hand 7", run.Error);
        Assert.Contains($"input 'x': pixels are {says}", run.Error);
        Assert.Contains("accuracy 100.00 %", run.Output);
    }

    [Fact]
    public void Constants_in_the_nodes_of_an_older_export_tell_of_pixels_too()
    {
        var graph = new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Node("Constant", [], "k", new Models.OnnxBytes().Text(1, "value").Message(5, new Models.OnnxBytes().Number(2, OnnxType.Float).Bytes(9, BitConverter.GetBytes(1 / 255f))).Number(20, 4));
        graph.Node("Mul", ["x", "k"], "p").Constant("w", OnnxType.Float, [784, 10], ForeignModel.Bands()).Node("MatMul", ["p", "w"], "y").Output("y");

        var run = InferenceRun.Of("inspect", "--model", graph.Write(folder["m.onnx"]), "--format", "json");

        Assert.Contains("pixels are 0 to 255, since the graph divides them by 255 itself", run.Output);
        Assert.Contains("\"pixels\":\"--input-scale 1\"", run.Output);
    }

    [Theory]
    [InlineData("--input-scale 1/255 --input-mean 0.1307 --input-std 0.3081")]
    [InlineData("--input-mean 0.1307 --input-std 0.3081")]
    [InlineData("--input-scale 0.00392156862745098 --input-mean 1307e-4 --input-std 0.3081")]
    public void A_standardized_model_is_right_with_the_options_that_say_so(string options)
    {
        // (p − 0.1307) / 0.3081 and back again
        var path = new ForeignModel { Scaling = (1 / 0.3081f, -0.1307f / 0.3081f) }.Write(folder["m.onnx"]);

        Assert.Equal(TinyData.Count, ForeignModel.Correct(path, data.Path, options.Split(' ')));
        Assert.NotEqual(TinyData.Count, ForeignModel.Correct(path, data.Path, "--input-scale", "1"));
    }

    [Theory]
    [InlineData("N,3,28,28", OnnxType.Float, "x float32 [N, 3, 28, 28]")]
    [InlineData("N,1,32,32", OnnxType.Float, "x float32 [N, 1, 32, 32]")]
    [InlineData("N,785", OnnxType.Float, "x float32 [N, 785]")]
    [InlineData("N,28,28", OnnxType.Bool, "x bool [N, 28, 28]")]
    [InlineData("100000,784", OnnxType.Float, "x float32 [100000, 784]")]
    public void An_input_that_takes_no_digit_is_refused_by_name_and_shape(string shape, int type, string names)
    {
        var graph = new OnnxGraph().Input("x", type, [.. shape.Split(',').Select(Size)]).Node("Shape", ["x"], "y").Output("y", OnnxType.Int64);

        var run = InferenceRun.Of("evaluate", "--model", graph.Write(folder["m.onnx"]), "--data", data.Path);

        Assert.Equal(3, run.Code);
        Assert.Contains(names, run.Error);
        Assert.Contains("28 × 28", run.Error);
    }

    [Fact]
    public void A_second_input_is_refused_with_both_names()
    {
        var graph = new ForeignModel().Graph().Input("mask", OnnxType.Float, 1);

        var run = InferenceRun.Of("classify", "a.png", "--model", graph.Write(folder["m.onnx"]));

        Assert.Equal(3, run.Code);
        Assert.Contains("has 2 inputs: x float32 [N, 1, 28, 28]; mask float32 [1]", run.Error);
    }

    private static object? Size(string size) => size == "?" ? null : int.TryParse(size, out var number) ? number : size;
}
