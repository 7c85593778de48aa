using System.Text.Json;
using Toolchain.TestKit;
using static Toolchain.Inference.Tests.Foreign.OnnxGraph;

namespace Toolchain.Inference.Tests.Foreign;

public sealed class ForeignOutputTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private const string LearningDomain = "ai.onnx.ml";

    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Softmax", "10 probabilities, a Softmax makes them")]
    [InlineData("LogSoftmax", "10 logits, a LogSoftmax makes them")]
    [InlineData("Sigmoid", "10 scores from 0 to 1, a Sigmoid makes them")]
    [InlineData("Identity", "10 logits, they do not sum to 1")]
    public void What_the_scores_are_is_read_from_the_graph(string last, string says)
    {
        var path = Write(graph => graph.Node(last, ["y"], "scores").Output("scores", OnnxType.Float, "N", 10));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--format", "json");

        Assert.Contains($"output 'scores': {says}", run.Error);
        Assert.Contains("\"correct\":100", run.Output);
    }

    [Theory]
    [InlineData("Softmax")]
    [InlineData("LogSoftmax")]
    [InlineData("Identity")]
    public void Logits_and_their_softmax_lead_to_the_same_loss(string last)
    {
        var reference = Loss(Write(graph => graph.Output("y")));

        var loss = Loss(Write(graph => graph.Node(last, ["y"], "scores").Output("scores")));

        Assert.Equal(reference, loss, 1e-4);
    }

    [Fact]
    public void Logits_and_probabilities_side_by_side_are_one_answer()
    {
        var path = Write(graph => graph.Node("Softmax", ["y"], "p").Node("LogSoftmax", ["y"], "q").Output("p").Output("y").Output("q"));

        Assert.Equal(100, ForeignModel.Correct(path, data.Path));
    }

    [Fact]
    public void Heads_that_disagree_have_to_be_chosen_from()
    {
        var path = Write(graph => graph.Node("Neg", ["y"], "z").Output("y").Output("z"));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path);

        Assert.Equal(2, run.Code);
        Assert.Contains("several outputs with scores: 'y' (10 a picture), 'z' (10 a picture)", run.Error);
        Assert.Contains("--output y", run.Error);
        Assert.Equal(100, ForeignModel.Correct(path, data.Path, "--output", "y"));
        Assert.Equal(2, InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--output", "w").Code);
    }

    [Theory]
    [InlineData("Identity", "")]
    [InlineData("Softmax", "")]
    [InlineData("Identity", "v")]
    public void Scores_by_rank_are_no_scores_of_classes(string before, string output)
    {
        var path = Write(graph => Ranked(graph.Node(before, ["y"], "p"), 3).Output("v").Output("i", OnnxType.Int64));

        var run = InferenceRun.Of(["evaluate", "--model", path, "--data", data.Path, .. output.Length > 0 ? ["--output", output] : Array.Empty<string>()]);

        Assert.Equal(3, run.Code);
        Assert.Contains("gives the largest scores by rank in 'v' (3 a picture): a TopK makes them", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Scores_by_rank_beside_those_by_class_are_passed_over() => Assert.Equal(100, ForeignModel.Correct(
        Write(graph => Ranked(graph.Node("Identity", ["y"], "p"), 10).Output("v").Output("i", OnnxType.Int64).Output("y")), data.Path));

    [Fact]
    public void Scores_are_found_behind_a_label_an_embedding_and_a_single_number() => Assert.Equal(100, ForeignModel.Correct(
        Write(graph => graph
            .Node("ArgMax", ["y"], "label", Number("axis", 1), Number("keepdims", 0)).Node("ReduceMean", ["y"], "mean", Number("keepdims", 0))
            .Output("label", OnnxType.Int64, "N").Output("lit", OnnxType.Float, "N", 784).Output("mean", OnnxType.Float).Output("y", OnnxType.Float, "N", 10)),
        data.Path));

    [Fact]
    public void A_map_for_each_picture_tells_the_scores_by_numbers() => Assert.Equal(100, ForeignModel.Correct(
        Write(graph => Mapped(graph, OnnxType.Int64, Numbers("classlabels_int64s", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9))),
        data.Path));

    [Fact]
    public void A_map_by_words_stands_in_alphabetical_order_and_is_put_right()
    {
        var path = Write(graph => Mapped(graph, OnnxType.Text, OnnxGraph.Words("classlabels_strings", Words)));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--format", "json");

        var classes = JsonDocument.Parse(run.Output).RootElement.GetProperty("perClass").EnumerateArray().Select(row => row.GetProperty("name").GetString());
        Assert.Contains("\"correct\":100", run.Output);
        Assert.Equal(Words, classes);
    }

    [Fact]
    public void A_map_by_names_that_are_no_digits_asks_which_is_which()
    {
        string[] names = ["k", "j", "i", "h", "g", "f", "e", "d", "c", "b"];
        var path = Write(graph => Mapped(graph, OnnxType.Text, OnnxGraph.Words("classlabels_strings", names)));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path);

        Assert.Equal(3, run.Code);
        Assert.Contains("the classes of", run.Error);
        Assert.Contains("--labels", run.Error);
        Assert.Equal(100, ForeignModel.Correct(path, data.Path, "--labels", "9,8,7,6,5,4,3,2,1,0"));
    }

    [Fact]
    public void A_linear_classifier_of_machine_learning_runs_with_its_labels_first()
    {
        var bands = ForeignModel.Bands();
        var byClass = Enumerable.Range(0, 10).SelectMany(label => Enumerable.Range(0, 784).Select(pixel => bands[(pixel * 10) + label])).ToArray();
        var graph = new OnnxGraph().Opset(LearningDomain, 3).Input("float_input", OnnxType.Float, null, 784).Node(
            LearningDomain,
            "LinearClassifier",
            ["float_input"],
            ["output_label", "scores"],
            Floats("coefficients", byClass),
            Floats("intercepts", new float[10]),
            OnnxGraph.Words("classlabels_strings", Words),
            Word("post_transform", "SOFTMAX"));
        graph.Node(LearningDomain, "ZipMap", ["scores"], ["output_probability"], OnnxGraph.Words("classlabels_strings", Words));
        graph.Output("output_label", OnnxType.Text, [null]).OutputOfMaps("output_probability", OnnxType.Text);

        Assert.Equal(100, ForeignModel.Correct(graph.Write(folder["m.onnx"]), data.Path));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(62)]
    public void A_model_of_any_number_of_classes_runs_by_its_names(int classes)
    {
        var names = string.Join(',', Enumerable.Range(0, classes).Select(i => $"sign {i}"));
        var graph = new OnnxGraph().Input("x", OnnxType.Float, "N", 784).Constant("w", OnnxType.Float, [784, classes], ForeignModel.Bands(classes)).Node("MatMul", ["x", "w"], "y").Output("y");
        var path = graph.Write(folder["m.onnx"]);

        Assert.Equal(Math.Min(classes, 10) * 10, ForeignModel.Correct(path, data.Path, "--labels", names));
        Assert.Equal(Math.Min(classes, 10) * 10, ForeignModel.Correct(path, data.Path));
        Assert.Equal(classes < 10, InferenceRun.Of("evaluate", "--model", path, "--data", data.Path).Error.Contains("stands for 4, 5, 6, 7, 8, 9: pictures of these count as wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_must_be_as_many_as_the_scores()
    {
        var run = InferenceRun.Of("evaluate", "--model", Write(graph => graph.Output("y")), "--data", data.Path, "--labels", "a,b,c");

        Assert.Equal(2, run.Code);
        Assert.Contains("--labels names 3 classes", run.Error);
        Assert.Contains("gives 10 scores", run.Error);
    }

    [Fact]
    public void Labels_come_from_a_file_with_one_a_line()
    {
        File.WriteAllText(folder["names.txt"], string.Join("\r\n", Words.Reverse()) + "\n");

        var run = InferenceRun.Of("evaluate", "--model", Write(graph => graph.Output("y")), "--data", data.Path, "--device", "cpu", "--labels", folder["names.txt"], "--format", "json");

        // every picture of a 0 is called nine, and so on
        Assert.Contains("\"correct\":0", run.Output);
    }

    [Theory]
    [InlineData("Softmax", 1 / 256f, -128, "10 probabilities, a Softmax makes them; whole numbers in steps of 0.003906")]
    [InlineData("Identity", 0.25f, -20, "10 logits, they do not sum to 1; whole numbers in steps of 0.25")]
    public void Whole_numbers_stand_for_the_scores_that_the_graph_says(string last, float step, sbyte zero, string says)
    {
        var exact = Loss(Write(graph => graph.Output("y")));
        var path = Write(graph => graph.Node(last, ["y"], "p").Constant("step", OnnxType.Float, [], new[] { step }).Constant("zero", OnnxType.Int8, [], new[] { zero })
            .Node("QuantizeLinear", ["p", "step", "zero"], "scores").Output("scores", OnnxType.Int8, "N", 10));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--format", "json");

        Assert.Contains(says, run.Error);
        Assert.Contains("\"correct\":100,", run.Output);
        Assert.Equal(exact, Loss(path), 0.02);
    }

    [Fact]
    public void Bytes_that_share_out_255_are_probabilities()
    {
        var path = Write(graph => graph.Node("Softmax", ["y"], "p").Constant("most", OnnxType.Float, [], [255f]).Node("Mul", ["p", "most"], "q").Node("Cast", ["q"], "scores", Number("to", OnnxType.UInt8)).Output("scores", OnnxType.UInt8));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--format", "json");

        Assert.Contains("10 probabilities, they sum to 1; whole numbers in steps of 0.003922", run.Error);
        Assert.Contains("\"correct\":100,", run.Output);
    }

    [Fact]
    public void A_folder_of_labels_is_refused()
    {
        var run = InferenceRun.Of("evaluate", "--model", Write(graph => graph.Output("y")), "--data", data.Path, "--labels", folder.Path);

        Assert.Equal(3, run.Code);
        Assert.Contains($"--labels {folder.Path} is a folder", run.Error);
    }

    [Fact]
    public void A_label_alone_is_refused()
    {
        var path = Write(graph => graph.Node("ArgMax", ["y"], "label", Number("axis", 1), Number("keepdims", 0)).Output("label", OnnxType.Int64, "N"));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path);

        Assert.Equal(3, run.Code);
        Assert.Contains("has no output with a score for each class: label int64 [N]", run.Error);
    }

    [Fact]
    public void An_output_as_large_as_a_picture_is_taken_for_no_classes()
    {
        var run = InferenceRun.Of("evaluate", "--model", Write(graph => graph.Output("lit")), "--data", data.Path);

        Assert.Equal(2, run.Code);
        Assert.Contains("names no classes and gives 784 numbers a picture", run.Error);
        Assert.Contains("--labels", run.Error);
    }

    private static void Mapped(OnnxGraph graph, int keys, Models.OnnxBytes labels) => graph.Opset(LearningDomain, 3)
        .Node("Softmax", ["y"], "p").Node("ArgMax", ["y"], "label", Number("axis", 1), Number("keepdims", 0))
        .Node(LearningDomain, "ZipMap", ["p"], ["maps"], labels).Output("label", OnnxType.Int64, "N").OutputOfMaps("maps", keys);

    private string Write(Action<OnnxGraph> finish) => new ForeignModel { Finish = finish }.Write(folder["m.onnx"]);

    private double Loss(string path)
    {
        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--format", "json");
        return JsonDocument.Parse(run.Output).RootElement.GetProperty("loss").GetDouble();
    }

    private static OnnxGraph Ranked(OnnxGraph graph, long most) =>
        graph.Constant("most", OnnxType.Int64, [1], new[] { most }).Node("", "TopK", ["p", "most"], ["largest", "i"]).Node("Softmax", ["largest"], "v");
}
