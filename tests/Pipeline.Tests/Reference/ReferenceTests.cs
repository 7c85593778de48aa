using System.Globalization;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Reference;

/// <summary>The reference experiment gives the tutorial's numbers. tutorial-epochs.csv is the tutorial's own log; the bands are those of ten runs of Keras (tf-keras 2.21.0 and Keras 3.15.1, five seeds each).</summary>
public class ReferenceTests(ReferenceRun run) : IClassFixture<ReferenceRun>
{
    [Fact]
    public void The_rate_applied_in_each_epoch_is_the_tutorials()
    {
        var log = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Reference", "tutorial-epochs.csv")).Skip(1).Select(line => line.Split(',')[5]);

        Assert.Equal(log, run.Checkpoint.Metrics.Select(epoch => epoch.RateApplied.ToString("0.0000", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_rate_applied_and_the_rate_next_differ_after_epoch_8_alone()
    {
        var differing = run.Checkpoint.Metrics.Where(epoch => epoch.RateApplied != epoch.RateNext).ToArray();

        Assert.Equal([8], differing.Select(epoch => epoch.Epoch));
        Assert.Equal("0.0542", differing[0].RateNext.ToString("0.0000", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_final_rate_has_the_tutorials_digits() =>
        Assert.Equal("0.031885575503110886", run.Training[^1].GetProperty("final_rate").GetRawText());

    [Fact]
    public void The_final_accuracy_and_losses_lie_in_Kerass_band()
    {
        var last = run.Checkpoint.Metrics[^1];

        Assert.InRange(last.ValAccuracy, 0.976, 0.983);
        Assert.InRange(last.ValLoss, 0.0656 - (4 * 0.0013), 0.0656 + (4 * 0.0013));
        Assert.InRange(last.Loss, 0.0257 - (4 * 0.0007), 0.0257 + (4 * 0.0007));
        Assert.InRange(run.Checkpoint.Metrics[0].ValAccuracy, 0.9481 - (4 * 0.0016), 0.9481 + (4 * 0.0016));
    }

    [Fact]
    public void Trainer_parity_gate_and_evaluation_count_the_same_correct_answers()
    {
        var trained = run.Checkpoint.Metrics[^1].ValCorrect;

        Assert.Equal(trained, run.Training[^1].GetProperty("correct").GetInt32());
        Assert.Equal(trained, run.Export.GetProperty("data").GetProperty("correct").GetInt32());
        Assert.Equal(trained, run.Evaluation.GetProperty("correct").GetInt32());
    }

    [Fact]
    public void The_evaluation_says_what_it_counted_and_where()
    {
        Assert.Equal(10_000, run.Evaluation.GetProperty("total").GetInt32());
        Assert.Equal(run.Evaluation.GetProperty("correct").GetInt32() / 10_000.0, run.Evaluation.GetProperty("accuracy").GetDouble());
        Assert.Equal("cpu", run.Evaluation.GetProperty("device").GetString());
    }

    [Fact]
    public void Exporting_again_gives_the_same_bytes()
    {
        var again = Path.Combine(run.Folder, "again.onnx");

        Assert.Equal(0, ToolProcess.Run(run.Folder, "exporter", "export", "run", "--output", again).Code);

        Assert.Equal(File.ReadAllBytes(run.Model), File.ReadAllBytes(again));
    }

    [Fact]
    public void An_accuracy_below_the_bar_fails_the_check()
    {
        var outcome = ToolProcess.Run(run.Folder, "inference", "evaluate", "--model", run.Model, "--data", RepositoryFolder.Mnist, "--min-accuracy", "0.99");

        Assert.Equal(1, outcome.Code);
        Assert.Contains("0.99", outcome.Error, StringComparison.Ordinal);
    }
}
