using System.Text.Json;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Foreign;

public sealed class ScaleTrialTests(TinyData data) : IClassFixture<TinyData>, IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<float, float, string> Wants => new()
    {
        { 1, 0, "--input-scale 1/255" },
        { 256, 0, "--input-scale 1" },
        { 2, -1, "--input-scale 1/255 --input-mean 0.5 --input-std 0.5" },
        { 1 / 0.3081f, -0.1307f / 0.3081f, "--input-scale 1/255 --input-mean 0.1307 --input-std 0.3081" },
        { -1, 1, "--input-scale -1/255 --input-mean -1" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Wants))]
    public void The_measured_options_are_those_the_model_wants(float by, float less, string options)
    {
        var path = new ForeignModel { Scaling = (by, less) }.Write(folder["a model.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--try-scales");

        Assert.Equal(0, run.Code);
        Assert.Equal($"use  --model '{path}' {options}", run.Lines[^1]);
        Assert.Equal(TinyData.Count, ForeignModel.Correct(path, data.Path, options.Split(' ')));
    }

    [Fact]
    public void Json_has_a_line_a_candidate_and_one_that_is_best_first()
    {
        var path = new ForeignModel { Scaling = (2, -1) }.Write(folder["m.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--try-scales", "--format", "json");

        var trials = run.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([true, .. Enumerable.Repeat(false, trials.Length - 1)], trials.Select(trial => trial.GetProperty("best").GetBoolean()));
        Assert.Equal(100, trials[0].GetProperty("correct").GetInt32());
        Assert.Equal(0.5, trials[0].GetProperty("std").GetDouble());
    }

    [Fact]
    public void What_the_user_gives_is_measured_too_and_the_other_options_are_kept()
    {
        var path = new ForeignModel { Scaling = (0.5f, 0), Finish = graph => graph.Node("Neg", ["y"], "z").Output("y").Output("z") }.Write(folder["m.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--try-scales", "--input-scale", "1/510", "--output", "y");

        Assert.Contains("as given", run.Output);
        Assert.Equal($"use  --model {path} --input-scale 0.00196078431372549 --output y", run.Lines[^1]);
    }

    [Fact]
    public void Pixels_that_a_type_cannot_hold_are_out_of_the_running()
    {
        var path = new ForeignModel { Type = OnnxType.UInt8, Scaling = (255, 0) }.Write(folder["m.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", path, "--data", data.Path, "--device", "cpu", "--try-scales");

        Assert.Contains("do not fit the input", run.Output);
        Assert.EndsWith("--input-scale 1", run.Lines[^1]);
    }
}
