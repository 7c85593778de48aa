using System.Runtime.InteropServices;
using Toolchain.TestKit;
using static Toolchain.Inference.Tests.Foreign.OnnxGraph;

namespace Toolchain.Inference.Tests.Foreign;

/// <summary>What ONNX Runtime does not take is refused in our words, with its own beneath.</summary>
public sealed class ForeignRefusalTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private static readonly long WeightBytes = ForeignModel.Bands().Length * sizeof(float);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_beside_the_model_are_found()
    {
        File.WriteAllBytes(folder["weights.bin"], [.. new byte[16], .. MemoryMarshal.AsBytes(ForeignModel.Bands().AsSpan())]);

        Assert.Equal(TinyData.Count, ForeignModel.Correct(WithWeights("weights.bin", offset: 16), data.Path));
    }

    [Fact]
    public void Weights_that_are_missing_are_named_with_their_file() =>
        Refused(WithWeights("weights.bin"), "keeps the weight 'w' in the file weights.bin, which is not there");

    [Fact]
    public void Weights_that_are_cut_off_are_named_with_what_is_there()
    {
        File.WriteAllBytes(folder["weights.bin"], new byte[100]);

        Refused(WithWeights("weights.bin"), $"the weight 'w' from bytes 0 to {WeightBytes} of weights.bin, which has 100");
    }

    [Fact]
    public void Weights_in_a_file_of_an_impossible_name_are_refused() => Refused(WithWeights("weights\0.bin"), "from a file whose name holds a zero byte");

    [Theory]
    [InlineData("../weights.bin")]
    [InlineData("in/../../weights.bin")]
    [InlineData("/etc/hostname")]
    public void Weights_outside_the_folder_are_refused(string location)
    {
        Directory.CreateDirectory(folder["inner"]);
        File.WriteAllBytes(folder["weights.bin"], MemoryMarshal.AsBytes(ForeignModel.Bands().AsSpan()));

        Refused(WithWeights(location, path: "inner/m.onnx"), $"takes the weight 'w' from {location}, which lies outside its folder");
    }

    [Fact]
    public void Custom_operators_are_named_with_their_domain()
    {
        var graph = new ForeignModel { Finish = _ => { } }.Graph().Opset("com.acme", 1).Opset("org.other", 2)
            .Node("com.acme", "Frobnicate", ["y"], ["a"]).Node("org.other", "Twist", ["a"], ["b"]).Output("b");

        Refused(graph.Write(folder["m.onnx"]), "uses custom operators: Frobnicate of com.acme, Twist of org.other");
    }

    [Fact]
    public void A_custom_operator_in_an_inner_graph_is_found()
    {
        var inner = new OnnxGraph().Node("com.acme", "Frobnicate", ["y"], ["inside"]).Output("inside", OnnxType.Float);
        var graph = new ForeignModel { Finish = _ => { } }.Graph().Opset("com.acme", 1).Constant("yes", OnnxType.Bool, [], new byte[] { 1 })
            .Node("If", ["yes"], "q", Graph("then_branch", inner), Graph("else_branch", new OnnxGraph().Node("Identity", ["y"], "other").Output("other", OnnxType.Float))).Output("q");

        Refused(graph.Write(folder["m.onnx"]), "uses a custom operator: Frobnicate of com.acme");
    }

    [Fact]
    public void An_operator_that_its_set_does_not_have_is_named() => Refused(
        new ForeignModel { Finish = graph => graph.Node("Frobnicate", ["y"], "q").Output("q") }.Write(folder["m.onnx"]),
        "uses the operator Frobnicate, which is not in version 17 of its operator set");

    [Fact]
    public void A_later_operator_set_is_named_with_the_latest_known() =>
        Refused(new ForeignModel { Opset = 99 }.Write(folder["m.onnx"]), "is of opset 99", "at most opset 2");

    [Fact]
    public void A_later_file_format_is_named_with_the_latest_known() =>
        Refused(new ForeignModel().Graph(new OnnxGraph { FormatVersion = 99 }).Write(folder["m.onnx"]), "is of ONNX format version 99", "at most version 1");

    [Fact]
    public void A_run_that_fails_names_the_operator() => Refused(
        new ForeignModel { Sizes = ["N", 784], Rows = 5, Finish = graph => graph.Output("y") }.Write(folder["m.onnx"]),
        "fails while it runs at its operator Reshape");

    [Theory]
    [InlineData("classify a.png")]
    [InlineData("evaluate")]
    [InlineData("inspect")]
    [InlineData("bench")]
    public void A_model_that_never_answers_is_cut_off(string command)
    {
        var run = InferenceRun.Of([.. command.Split(' '), "--model", Endless(), "--timeout", "0.2"]);

        Assert.Equal(3, run.Code);
        Assert.Contains("does not answer within 0.2 s", run.Error);
        Assert.Contains("raise --timeout", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void A_model_that_answers_in_time_is_not_cut_off() =>
        Assert.Equal(TinyData.Count, ForeignModel.Correct(new ForeignModel().Write(folder["m.onnx"]), data.Path, "--timeout", "60"));

    private string Endless()
    {
        var body = new OnnxGraph().Node("Identity", ["go"], "goes").Node("Identity", ["state"], "stays")
            .Input("turn", OnnxType.Int64, []).Input("go", OnnxType.Bool, []).Input("state", OnnxType.Float, "N", 10).Output("goes", OnnxType.Bool).Output("stays", OnnxType.Float, "N", 10);
        return new ForeignModel { Finish = graph => graph.Constant("yes", OnnxType.Bool, [], new byte[] { 1 }).Node("Loop", ["", "yes", "y"], "q", Graph("body", body)).Output("q", OnnxType.Float, "N", 10) }.Write(folder["m.onnx"]);
    }

    private string WithWeights(string location, long offset = 0, string path = "m.onnx") => new OnnxGraph().Input("x", OnnxType.Float, "N", 784)
        .External("w", [784, 10], location, offset, WeightBytes).Node("MatMul", ["x", "w"], "y").Output("y").Write(folder[path]);

    private void Refused(string path, params string[] words)
    {
        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path);

        Assert.Equal(3, run.Code);
        Assert.All(words, word => Assert.Contains(word, run.Error));
        Assert.Contains("\n  next: ", run.Error);
        Assert.Contains("\n  ONNX Runtime: ", run.Error);
        Assert.Empty(run.Output);
    }
}
