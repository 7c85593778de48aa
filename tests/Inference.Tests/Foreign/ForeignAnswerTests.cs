using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Tests.Pictures.Decoding;
using Toolchain.TestKit;
using static Toolchain.Inference.Tests.Foreign.OnnxGraph;

namespace Toolchain.Inference.Tests.Foreign;

/// <summary>Scores that are not what they are taken for.</summary>
public sealed class ForeignAnswerTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("zero", "3 of 3 drawn pictures: it will answer nothing")]
    [InlineData("mean", "1 of 3 drawn pictures: it ends at the first picture like that")]
    public void Scores_that_may_be_no_numbers_are_foretold(string divisor, string says)
    {
        var path = Write(graph => graph.Node("ReduceMean", ["y"], "mean", Numbers("axes", 1)).Node("Sub", ["mean", "mean"], "zero").Node("Div", ["y", divisor], "q").Output("q"));

        Assert.Contains($"gives no finite numbers for {says}", InferenceRun.Of("evaluate", "--model", path, "--data", data.Path).Error);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("infinity")]
    public void Answers_that_are_no_numbers_are_refused_by_output_and_class(string word)
    {
        var path = Write(graph => graph.Constant("zero", OnnxType.Float, [], new[] { 0f }).Node("Mul", ["y", "zero"], "none")
            .Node("Div", [word == "NaN" ? "none" : "one", "none"], "q").Output("q"));

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path);

        Assert.Equal(3, run.Code);
        Assert.Contains($"answers with {word}: output 'q', class 0", run.Error);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("evaluate")]
    [InlineData("bench")]
    public void Scores_that_are_told_to_be_probabilities_and_are_none_are_refused_at_the_first_one(string command)
    {
        string[] arguments = command switch
        {
            "classify" => [command, FirstPicture(), "--format", "csv"],
            "evaluate" => [command, "--data", data.Path],
            _ => [command, "--seconds", "0.01", "--batch", "8"],
        };

        var run = InferenceRun.Of([.. arguments, "--model", Write(graph => graph.Output("y")), "--device", "cpu", "--scores", "probabilities"]);

        Assert.Equal(3, run.Code);
        Assert.Empty(run.Output);
        Assert.Matches("answers with [0-9.]+: output 'y', class [0-9]", run.Error);
        Assert.Contains("probabilities from 0 to 1", run.Error);
        Assert.Contains("--scores logits", run.Error);
    }

    [Fact]
    public void Rounding_makes_no_answer_more_than_certain()
    {
        var run = ClassifyFirst(Certain(1.009f));

        Assert.Equal(0, run.Code);
        Assert.EndsWith(",1,,", run.Lines[1]);
    }

    [Fact]
    public void What_is_more_than_rounding_is_no_probability()
    {
        var run = ClassifyFirst(Certain(1.02f));

        Assert.Equal(3, run.Code);
        Assert.Contains("answers with 1.02: output 'q'", run.Error);
    }

    // probabilities of 0 and 1, all of them too large by a factor
    private string Certain(float factor) => Write(graph => graph.Constant("sharp", OnnxType.Float, [], [1000f]).Constant("by", OnnxType.Float, [], [factor])
        .Node("Mul", ["y", "sharp"], "z").Node("Softmax", ["z"], "p").Node("Mul", ["p", "by"], "q").Output("q"));

    private InferenceRun ClassifyFirst(string model) => InferenceRun.Of("classify", FirstPicture(), "--model", model, "--device", "cpu", "--format", "csv", "--scores", "probabilities");

    private string FirstPicture()
    {
        File.WriteAllBytes(folder["first.png"], PngBytes.Of(28, 28, DatasetFolder.LoadTest(data.Path).Test.Images.Span[..DatasetFolder.Pixels]));
        return folder["first.png"];
    }

    private string Write(Action<OnnxGraph> finish) => new ForeignModel { Finish = finish }.Write(folder["m.onnx"]);
}
