using System.Text.Json;
using Toolchain.Inference.Tests.Models;
using Toolchain.TestKit;

namespace Toolchain.Inference.Tests.Evaluation;

public class EvaluateCommandTests(TrainedLinearModel shared) : IClassFixture<TrainedLinearModel>
{
    [Fact]
    public void The_whole_test_split_is_counted_in_one_json_object()
    {
        var run = Evaluate("--format", "json", "--min-accuracy", "0.85");

        var report = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        Assert.Equal(0, run.Code);
        Assert.Equal(10_000, report.GetProperty("total").GetInt32());
        Assert.Equal(report.GetProperty("correct").GetInt32() / 10_000.0, report.GetProperty("accuracy").GetDouble());
        Assert.Equal("cpu", report.GetProperty("device").GetString());
        Assert.Equal(shared.Path, report.GetProperty("model").GetString());
        Assert.Equal(10, report.GetProperty("perClass").GetArrayLength());
        Assert.Equal(10_000, report.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt32())));
    }

    [Fact]
    public void Confidence_is_held_against_the_truth()
    {
        var run = Evaluate("--format", "json");

        var report = JsonDocument.Parse(Assert.Single(run.Lines)).RootElement;
        var confidence = report.GetProperty("confidence");
        var table = confidence.GetProperty("reliability").EnumerateArray().ToArray();
        Assert.False(confidence.TryGetProperty("temperature", out _)); // this model was never calibrated
        Assert.Equal((15, 10_000), (table.Length, table.Sum(bin => bin.GetProperty("count").GetInt32())));
        Assert.Equal(
            table.Where(bin => bin.GetProperty("count").GetInt32() > 0).Sum(bin => bin.GetProperty("count").GetInt32() / 10_000.0 * Math.Abs(bin.GetProperty("confidence").GetDouble() - bin.GetProperty("accuracy").GetDouble())),
            confidence.GetProperty("expectedCalibrationError").GetDouble(),
            9);
        Assert.InRange(confidence.GetProperty("uncertain").GetInt32(), 1, 9_999);
        Assert.True(confidence.GetProperty("accuracyOfTheCertain").GetDouble() > report.GetProperty("accuracy").GetDouble());
        Assert.Contains("the model was never calibrated", Evaluate().Output);
    }

    [Fact]
    public void Below_the_bar_ends_with_1_and_states_both()
    {
        var run = Evaluate("--min-accuracy", "0.999");

        Assert.Equal(1, run.Code);
        Assert.Contains("is below the bar of 0.999", run.Error);
        Assert.Contains("of 10000", run.Error);
    }

    [Fact]
    public void Without_a_bar_any_accuracy_will_do()
    {
        using var folder = new TempFolder();
        var ignorant = new LinearModel().Write(folder["ignorant.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", ignorant, "--data", TrainedLinearModel.DataFolder, "--device", "cpu");

        Assert.Equal(0, run.Code);
        Assert.Contains("accuracy 9.80 %: 980 of 10000", run.Output); // it says 0 to everything, and 980 pictures are of 0
    }

    [Fact]
    public void The_number_of_threads_changes_nothing_in_the_report_but_itself() => Assert.Equal(
        Evaluate("--format", "json").Output,
        Evaluate("--format", "json", "--threads", "2").Output.Replace("intra-op-threads=2", "intra-op-threads=1", StringComparison.Ordinal));

    [Fact]
    public void Missing_data_are_bad_input()
    {
        var run = InferenceRun.Of("evaluate", "--model", shared.Path, "--data", "no/such/folder");

        Assert.Equal(3, run.Code);
        Assert.Contains("no/such/folder", run.Error);
    }

    [Fact]
    public void Answers_that_are_no_numbers_are_bad_input()
    {
        using var folder = new TempFolder();
        var weights = new float[7840];
        Array.Fill(weights, float.NaN);
        var broken = new LinearModel { Weights = weights }.Write(folder["nan.onnx"]);

        var run = InferenceRun.Of("evaluate", "--model", broken, "--data", TrainedLinearModel.DataFolder);

        Assert.Equal(3, run.Code);
        Assert.Contains("answers with NaN", run.Error);
    }

    private InferenceRun Evaluate(params string[] options) =>
        InferenceRun.Of(["evaluate", "--model", shared.Path, "--data", TrainedLinearModel.DataFolder, "--device", "cpu", .. options]);
}
