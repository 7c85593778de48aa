using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Tests.Comparisons;

/// <summary>The verb through the program's entry point, on a tiny data set: 10 steps an epoch.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private static readonly string[] Reports = ["comparison.csv", "comparison.json", "comparison.md", "curves.png", "curves.svg", "plan.json", "runs.csv"];
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public CompareCommandTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_schedule_is_trained_with_every_seed_as_train_would()
    {
        Assert.Equal(0, Compare("c", "--schedules", "exponential:decay-steps=5", "constant", "--seeds", "3,8", "--jobs", "2"));

        Assert.Equal(0, Run("train", "--data", folder["data"], "--threads", "1", "--epochs", "2", "--schedule", "exponential:decay-steps=5", "--seed", "8", "--output", folder["single"]));
        Assert.Equal(File.ReadAllBytes(folder["single/checkpoint.safetensors"]), File.ReadAllBytes(folder["c/runs/1-exponential-decay-steps-5/seed-8/checkpoint.safetensors"]));
        Assert.Equal(["schedule", "exponential:decay-steps=5", "exponential:decay-steps=5", "constant", "constant"], Column("c/runs.csv", 0));
        Assert.Equal(["seed", "3", "8", "3", "8"], Column("c/runs.csv", 1));
    }

    [Theory]
    [InlineData("constant:initial=0.05", "exponential:initial=0.05,decay-rate=0.5")]
    [InlineData("constant:initial=0.2", "cosine:initial=0.2,warmup-steps=5")]
    [InlineData("constant:initial=0.2", "CosineAnnealingLR:lr=0.2,T_max=20")]
    [InlineData("constant:initial=0.1", "cosine")]
    [InlineData("constant:initial=0.3", "OneCycleLR:lr=0.3,max_lr=0.3,total_steps=20,cycle_momentum=False")]
    public void A_constant_rate_where_the_first_schedule_begins_is_added_as_the_baseline(string baseline, string schedule)
    {
        Assert.Equal(0, Compare("c", "--schedules", schedule, "--seeds", "1"));

        Assert.Equal([baseline, schedule], Schedules("c").Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public void A_schedule_given_as_JSON_is_named_by_its_short_form()
    {
        Assert.Equal(0, Compare("c", "--schedules", """{"kind":"constant","initial":0.25}""", "--seeds", "1"));

        Assert.Equal("constant:initial=0.25", Schedules("c").Single().GetProperty("name").GetString());
    }

    [Fact]
    public void With_a_rate_for_all_the_baseline_has_it_too()
    {
        Assert.Equal(0, Compare("c", "--schedules", "exponential", "--rate", "0.05", "--seeds", "1"));

        Assert.Contains("--schedules constant:initial=0.05 exponential:initial=0.05,", File.ReadAllText(folder["c/comparison.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_rate_that_is_there_is_the_baseline()
    {
        Assert.Equal(0, Compare("c", "--schedules", "exponential", "constant:initial=0.3", "--seeds", "1,2"));

        var final = Schedules("c").Select(schedule => schedule.GetProperty("measures").GetProperty("final_accuracy")).ToArray();
        Assert.Equal(2, final.Length);
        Assert.True(final[0].TryGetProperty("difference", out _));
        Assert.False(final[1].TryGetProperty("difference", out _));
    }

    [Fact]
    public void The_figures_are_those_of_the_runs_checkpoints()
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant", "--seeds", "1..3", "--target", "0.5"));

        var metrics = Enumerable.Range(1, 3).Select(seed => Checkpoint.Load(folder[$"c/runs/1-constant/seed-{seed}/checkpoint.safetensors"]).Metrics).ToArray();
        var measures = Schedules("c").Single().GetProperty("measures");
        double Mean(string name) => measures.GetProperty(name).GetProperty("spread").GetProperty("mean").GetDouble();
        Assert.Equal(metrics.Average(run => run[^1].ValAccuracy), Mean("final_accuracy"), 1e-12);
        Assert.Equal(metrics.Average(run => run.Max(epoch => epoch.ValAccuracy)), Mean("best_accuracy"), 1e-12);
        Assert.Equal(metrics.Average(run => run[^1].Loss), Mean("final_training_loss"), 1e-12);
        Assert.Equal(metrics.Average(run => 10.0 * run.First(epoch => epoch.ValAccuracy >= 0.5).Epoch), Mean("steps_to_target"), 1e-12);
    }

    [Fact]
    public void Validations_inside_epochs_refine_the_steps_and_change_no_weight()
    {
        Assert.Equal(0, Compare("coarse", "--schedules", "constant", "--seeds", "1"));
        Assert.Equal(0, Compare("fine", "--schedules", "constant", "--seeds", "1", "--evaluate-every", "3"));

        Assert.Equal(File.ReadAllBytes(folder["coarse/runs/1-constant/seed-1/checkpoint.safetensors"]), File.ReadAllBytes(folder["fine/runs/1-constant/seed-1/checkpoint.safetensors"]));
        Assert.Equal([10, 20], Steps("coarse"));
        Assert.Equal([3, 6, 9, 10, 12, 15, 18, 20], Steps("fine"));
    }

    [Fact]
    public void Held_out_samples_choose_the_best_epoch_and_the_test_set_measures_it()
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant", "--seeds", "1", "--validation", "holdout:40"));

        var outcome = Schedules("c").Single().GetProperty("runs")[0].GetProperty("outcome");
        Assert.Equal(100, outcome.GetProperty("best").GetProperty("total").GetInt32());
        Assert.Equal(100, outcome.GetProperty("final").GetProperty("total").GetInt32());
        Assert.Equal(40, outcome.GetProperty("epochs")[0].GetProperty("valTotal").GetInt32());
    }

    [Fact]
    public void The_reports_have_the_same_bytes_with_one_job_and_with_several()
    {
        string[] what = ["--schedules", "constant", "exponential", "--seeds", "1..3", "--evaluate-every", "4"];
        Assert.Equal(0, Compare("one", [.. what, "--jobs", "1"]));
        Assert.Equal(0, Compare("three", [.. what, "--jobs", "3"]));

        AssertSameReports("one", "three");
    }

    [Fact]
    public void A_run_that_diverges_is_a_row_and_costs_the_others_nothing()
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant:initial=0.1", "constant:initial=1e30", "--seeds", "1,2"));

        Assert.Equal(["outcome", "done", "done", "diverged", "diverged"], Column("c/runs.csv", 2));
        Assert.Contains("2, 2 diverged", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("seed 2: the training diverged: the loss of step", File.ReadAllText(folder["c/comparison.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_command_again_trains_nothing_and_tells_the_same()
    {
        string[] what = ["--schedules", "constant", "exponential", "--seeds", "1,2"];
        Assert.Equal(0, Compare("c", what));
        var (told, checkpoint) = (terminal.Output, File.GetLastWriteTimeUtc(folder["c/runs/1-constant/seed-1/checkpoint.safetensors"]));
        var reports = Reports.ToDictionary(file => file, file => File.ReadAllBytes(folder[$"c/{file}"]));

        Assert.Equal(0, Compare("c", what));
        Assert.Equal(0, Run("compare", "--resume", folder["c"]));

        Assert.Equal(told + told + told, terminal.Output);
        Assert.Equal(checkpoint, File.GetLastWriteTimeUtc(folder["c/runs/1-constant/seed-1/checkpoint.safetensors"]));
        Assert.All(reports, pair => Assert.Equal(pair.Value, File.ReadAllBytes(folder[$"c/{pair.Key}"])));
        Assert.Contains("all 4 runs were done before", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_fails_is_named_at_the_end_and_the_others_are_kept()
    {
        string[] what = ["--schedules", "constant", "exponential", "--seeds", "1..3"];
        Assert.Equal(0, Compare("whole", what));
        Assert.Equal(0, Compare("c", what));
        foreach (var seed in new[] { 1, 2, 3 })
        {
            Directory.Delete(folder[$"c/runs/2-exponential/seed-{seed}"], recursive: true);
        }

        File.WriteAllText(folder["c/runs/2-exponential/seed-2"], "in the way");
        File.Delete(folder["c/comparison.json"]);

        Assert.Equal(2, Run("compare", "--resume", folder["c"]));

        Assert.Contains("1 of 6 runs failed; the first, exponential with seed 2:", terminal.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["c/runs/2-exponential/seed-3/outcome.json"]));
        Assert.False(File.Exists(folder["c/comparison.json"]));
        File.Delete(folder["c/runs/2-exponential/seed-2"]);
        Assert.Equal(0, Run("compare", "--resume", folder["c"]));
        AssertSameReports("whole", "c");
    }

    [Theory]
    [InlineData("validations.csv")]
    [InlineData("outcome.json")]
    [InlineData("checkpoint.safetensors")]
    [InlineData("previous.safetensors")]
    public void What_a_run_lost_is_trained_again_to_the_same_bytes(string lost)
    {
        string[] what = ["--schedules", "constant", "--seeds", "1,2", "--evaluate-every", "4"];
        Assert.Equal(0, Compare("whole", what));
        Assert.Equal(0, Compare("hurt", what));
        var run = folder["hurt/runs/1-constant/seed-2"];
        File.Delete(Path.Combine(run, "outcome.json"));
        File.WriteAllText(Path.Combine(run, lost), "ste");

        Assert.Equal(0, Run("compare", "--resume", folder["hurt"]));

        AssertSameReports("whole", "hurt");
    }

    [Fact]
    public void As_JSON_every_schedule_is_a_line_and_as_CSV_the_file_itself()
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant", "exponential", "--seeds", "1,2", "--format", "json"));
        Assert.Equal(["constant", "exponential"], terminal.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("schedule").GetString()));

        var before = terminal.Output.Length;
        Assert.Equal(0, Run("compare", "--resume", folder["c"], "--format", "csv"));
        Assert.Equal(File.ReadAllText(folder["c/comparison.csv"]), terminal.Output[before..]);
    }

    [Theory]
    [InlineData("--seeds", "5..1")]
    [InlineData("--seeds", "1,1")]
    [InlineData("--schedules", "cosinus")]
    [InlineData("--schedules", "exponential", "exponential:decay-rate=0.96")]
    [InlineData("--schedules", "exponential:decay-rate=NaN")]
    [InlineData("--target", "1.5")]
    [InlineData("--target", "NaN")]
    [InlineData("--jobs", "0")]
    [InlineData("--evaluate-every", "0")]
    [InlineData("--validation", "holdout:320")]
    [InlineData("--schedule", "exponential")]
    public void Refuses_what_cannot_be_compared_and_writes_nothing(params string[] options)
    {
        string[] schedules = options.Contains("--schedules") ? [] : ["--schedules", "constant"];

        Assert.Equal(2, Compare("c", [.. schedules, .. options]));

        Assert.Contains("expected:", terminal.Error, StringComparison.Ordinal);
        Assert.Empty(terminal.Output);
        Assert.False(Directory.Exists(folder["c"]));
    }

    [Fact]
    public void Refuses_to_compare_nothing() => Assert.Equal(2, Compare("c"));

    [Theory]
    [InlineData("epochs", "--epochs", "3")]
    [InlineData("seeds", "--seeds", "1..3")]
    [InlineData("target", "--target", "0.5")]
    [InlineData("batch-size", "--batch-size", "16")]
    [InlineData("network", "--network", "mlp:16")]
    [InlineData("schedules", "--schedules", "constant", "exponential:decay-rate=0.5")]
    public void Refuses_the_folder_of_another_comparison_by_what_differs(string named, params string[] options)
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant", "exponential", "--seeds", "1,2"));
        string[] schedules = options.Contains("--schedules") ? [] : ["--schedules", "constant", "exponential"];
        string[] seeds = options.Contains("--seeds") ? [] : ["--seeds", "1,2"];

        Assert.Equal(2, Run(["compare", "--data", folder["data"], "--output", folder["c"], .. options.Contains("--epochs") ? Array.Empty<string>() : ["--epochs", "2"], .. schedules, .. seeds, .. options]));

        Assert.Contains($"holds another comparison: {named} ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_folder_that_holds_something_else()
    {
        Assert.Equal(2, Compare("data", "--schedules", "constant"));
        Assert.Equal(3, Run("compare", "--resume", folder["data"]));
        Assert.Equal(3, Run("compare", "--resume", folder["nowhere"]));
        Assert.Equal(0, Run("train", "--data", folder["data"], "--epochs", "1", "--output", folder["run"]));
        Assert.Equal(3, Run("compare", "--resume", folder["run"]));
    }

    [Fact]
    public void Refuses_a_comparison_that_another_process_is_at_work_on()
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant", "--seeds", "1"));
        using var other = RunLock.Take(folder["c"]);

        Assert.Equal(75, Compare("c", "--schedules", "constant", "--seeds", "1"));
        Assert.Equal(75, Run("compare", "--resume", folder["c"]));
    }

    [Fact]
    public void Refuses_to_go_on_with_other_options_or_other_data()
    {
        Assert.Equal(0, Compare("c", "--schedules", "constant", "--seeds", "1"));
        TinyDataset.Write(folder["other"], seed: 99);

        Assert.Equal(2, Run("compare", "--resume", folder["c"], "--epochs", "3"));
        Assert.Contains("--epochs stands beside --resume", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(3, Run("compare", "--resume", folder["c"], "--data", folder["other"]));
        Assert.Contains("content digest", terminal.Error, StringComparison.Ordinal);
    }

    private void AssertSameReports(string one, string other) =>
        Assert.All(Reports, file => Assert.True(File.ReadAllBytes(folder[$"{one}/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder[$"{other}/{file}"])), file));

    private JsonElement[] Schedules(string output) =>
        [.. JsonDocument.Parse(File.ReadAllText(folder[$"{output}/comparison.json"])).RootElement.GetProperty("schedules").EnumerateArray()];

    private long[] Steps(string output) =>
        [.. Schedules(output).Single().GetProperty("runs")[0].GetProperty("outcome").GetProperty("points").EnumerateArray().Select(point => point.GetProperty("step").GetInt64())];

    // no name in these tests holds a comma
    private string[] Column(string file, int column) => [.. File.ReadAllLines(folder[file]).Select(line => line.Split(',')[column])];

    private int Compare(string output, params string[] options) => Run(["compare", "--data", folder["data"], "--epochs", "2", "--output", folder[output], .. options]);

    private int Run(params string[] args) => TrainerProgram.Run(args, terminal.Terminal);
}
