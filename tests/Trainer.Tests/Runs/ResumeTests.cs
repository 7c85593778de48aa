using CsCheck;
using Toolchain.TestKit;
using Toolchain.Trainer.Runs.Events;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Tests.Runs;

/// <summary>What 'trainer resume' makes of a run folder that was cut short, damaged, mixed up or moved.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public ResumeTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_damaged_last_checkpoint_falls_back_to_the_previous_one_and_ends_with_the_same_bytes()
    {
        Train("whole", "--epochs", "4");
        var last = File.ReadAllBytes(folder["whole/checkpoint.safetensors"]);

        Gen.Int[0, last.Length - 1].Select(Gen.Bool).Sample(
            (place, cut) =>
            {
                var run = Copy("whole");
                var damaged = last[..(cut ? place : last.Length)];
                if (!cut)
                {
                    damaged[place] ^= byte.MaxValue;
                }

                File.WriteAllBytes(folder[$"{run}/checkpoint.safetensors"], damaged);
                var before = terminal.Error.Length;

                Assert.Equal(0, Run("resume", folder[run]));

                Assert.Contains($"goes on from {folder[run]}/previous.safetensors, saved after 3 epochs and 0 steps", terminal.Error[before..], StringComparison.Ordinal);
                RequireSame("whole", run);
                Directory.Delete(folder[run], recursive: true);
            },
            iter: 6,
            threads: 1);
    }

    [Fact]
    public void A_missing_last_checkpoint_falls_back_likewise()
    {
        Train("whole", "--epochs", "3");
        var run = Copy("whole");
        File.Delete(folder[$"{run}/checkpoint.safetensors"]);

        Assert.Equal(0, Run("resume", folder[run]));

        Assert.Contains("checkpoint.safetensors is missing; goes on from", terminal.Error, StringComparison.Ordinal);
        RequireSame("whole", run);
    }

    [Fact]
    public void Two_damaged_checkpoints_are_refused_by_name()
    {
        Train("run", "--epochs", "2");
        foreach (var file in new[] { "run/checkpoint.safetensors", "run/previous.safetensors" })
        {
            File.WriteAllBytes(folder[file], File.ReadAllBytes(folder[file])[..5000]);
        }

        Assert.Equal(3, Run("resume", folder["run"]));

        Assert.Contains("run/checkpoint.safetensors: ", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("run/previous.safetensors: ", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("trainer train --plan", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("checkpoint.safetensors", "plan.seed is 2")]
    [InlineData("best.safetensors", "plan.seed is 2")]
    [InlineData("plan.json", "plan.seed is 1")]
    public void A_file_of_another_run_is_refused_by_name(string file, string said)
    {
        Train("run", "--epochs", "2", "--seed", "1");
        Train("other", "--epochs", "2", "--seed", "2");
        File.Copy(folder[$"other/{file}"], folder[$"run/{file}"], overwrite: true);
        var before = Contents("run");

        Assert.Equal(3, Run("resume", folder["run"], "--epochs", "3"));

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents("run"));
    }

    [Theory]
    [InlineData("\"batchSize\": 32", "\"batchSize\": 16", "plan.batchSize is 32, but")]
    [InlineData("\"decayRate\": 0.96", "\"decayRate\": 0.9", "plan.schedule.decayRate is 0.96, but")]
    [InlineData("\"name\": \"hidden\"", "\"name\": \"concealed\"", "network.layers[1].name is \"hidden\", but")]
    [InlineData("\"seed\"", "\"sead\"", "plan.json: ")]
    [InlineData("{", "", "plan.json: ")]
    [InlineData("\"epochs\": 3", "\"epochs\": 0", "epochs is 0")]
    [InlineData("\"epochs\": 3", "\"epochs\": 2", "epochs is 2, but 3 are begun or done")]
    public void An_edited_plan_is_refused_by_name(string old, string edited, string said)
    {
        Train("run", "--epochs", "3");
        Edit("run/plan.json", old, edited);

        Assert.Equal(3, Run("resume", folder["run"]));

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void More_epochs_may_be_asked_for_in_the_plan_too()
    {
        Train("whole", "--epochs", "3");
        Train("run", "--epochs", "2");
        Edit("run/plan.json", "\"epochs\": 2", "\"epochs\": 3");

        Assert.Equal(0, Run("resume", folder["run"]));

        RequireSame("whole", "run");
    }

    [Fact]
    public void A_run_that_was_killed_before_its_first_checkpoint_begins()
    {
        Train("whole", "--epochs", "2");
        Directory.CreateDirectory(folder["run"]);
        foreach (var file in new[] { "plan.json", "run.json" })
        {
            File.Copy(folder[$"whole/{file}"], folder[$"run/{file}"]);
        }

        Assert.Equal(0, Run("resume", folder["run"]));

        RequireSame("whole", "run");
    }

    [Fact]
    public void The_data_of_a_run_that_was_killed_before_its_first_checkpoint_must_be_the_same_too()
    {
        Train("whole", "--epochs", "2");
        TinyDataset.Write(folder["other"], seed: 9);
        Directory.CreateDirectory(folder["run"]);
        File.Copy(folder["whole/plan.json"], folder["run/plan.json"]);

        Assert.Equal(3, Run("resume", folder["run"], "--data", folder["other"]));

        Assert.Contains("the data this run was trained on", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_begins_with_given_weights_carries_them()
    {
        Train("first", "--epochs", "1", "--seed", "9");
        Train("whole", "--epochs", "2", "--initial", folder["first/checkpoint.safetensors"]);
        Directory.CreateDirectory(folder["run"]);
        foreach (var file in new[] { "plan.json", "run.json", "initial.safetensors" })
        {
            File.Copy(folder[$"whole/{file}"], folder[$"run/{file}"]);
        }

        Directory.Delete(folder["first"], recursive: true);

        Assert.Equal(0, Run("resume", folder["run"]));
        Assert.Equal(0, Run("train", "--data", folder["data"], "--plan", folder["whole/plan.json"], "--output", folder["again"]));

        RequireSame("whole", "run");
        RequireSame("whole", "again");
    }

    [Fact]
    public void A_finished_run_says_so_and_no_file_is_touched()
    {
        Train("run", "--epochs", "2");
        var before = Contents("run");
        var times = Times("run");

        Assert.Equal(0, Run("resume", folder["run"]));

        Assert.Contains("the run is finished: 2 of 2 epochs", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(before, Contents("run"));
        Assert.Equal(times, Times("run"));
    }

    [Fact]
    public void What_a_killed_write_left_is_removed_and_what_came_of_the_epochs_is_put_right()
    {
        Train("whole", "--epochs", "3");
        var run = Copy("whole");
        File.WriteAllText(folder[$"{run}/checkpoint.safetensors.99999.tmp"], "half");
        File.WriteAllText(folder[$"{run}/mine.tmp"], "a user's");
        File.AppendAllText(folder[$"{run}/history.csv"], "4,1,1,1,1,1,1\n");
        File.AppendAllText(folder[$"{run}/{EventFile.FileName}"], "half a record");
        File.Delete(folder[$"{run}/best.safetensors"]);
        File.Delete(folder[$"{run}/curves.svg"]);

        Assert.Equal(0, Run("resume", folder[run]));

        Assert.False(File.Exists(folder[$"{run}/checkpoint.safetensors.99999.tmp"]));
        Assert.Equal("a user's", File.ReadAllText(folder[$"{run}/mine.tmp"]));
        RequireSame("whole", run, butBest: true);
        Assert.Equal(File.ReadAllBytes(folder[$"whole/{EventFile.FileName}"]), File.ReadAllBytes(folder[$"{run}/{EventFile.FileName}"]));
    }

    [Fact]
    public void A_second_process_on_the_same_run_is_refused()
    {
        Train("run", "--epochs", "1");
        var before = Contents("run");
        using (RunLock.Take(folder["run"]))
        {
            Assert.Equal(75, Run("resume", folder["run"], "--epochs", "2"));
            Assert.Contains("another process is at work on", terminal.Error, StringComparison.Ordinal);
            Assert.Equal(75, Train("run", "--epochs", "1", "--force"));
            Assert.Equal(before, Contents("run"));
        }

        Assert.Equal(0, Run("resume", folder["run"], "--epochs", "2"));
    }

    [Fact]
    public void A_full_disk_leaves_a_run_that_can_be_resumed()
    {
        Train("whole", "--epochs", "3");
        Train("run", "--epochs", "1");
        File.Delete(folder[$"run/{EventFile.FileName}"]);
        File.CreateSymbolicLink(folder[$"run/{EventFile.FileName}"], "/dev/full");

        Assert.Equal(75, Run("resume", folder["run"], "--epochs", "3"));
        Assert.Contains($"trainer resume {folder["run"]}", terminal.Error, StringComparison.Ordinal);

        File.Delete(folder[$"run/{EventFile.FileName}"]);
        Assert.Equal(0, Run("resume", folder["run"], "--epochs", "3"));
        RequireSame("whole", "run");
    }

    [Fact]
    public void Data_that_is_gone_is_named()
    {
        Train("run", "--epochs", "1");
        Directory.Move(folder["data"], folder["moved"]);

        Assert.Equal(3, Run("resume", folder["run"], "--epochs", "2"));
        Assert.Contains($"the folder {folder["data"]} does not exist", terminal.Error, StringComparison.Ordinal);

        Assert.Equal(0, Run("resume", folder["run"], "--epochs", "2", "--data", folder["moved"]));
    }

    [Fact]
    public void The_seconds_of_every_epoch_are_kept_over_resumes()
    {
        Train("run", "--epochs", "2");
        var first = new RunFolder(folder["run"]).ReadFacts()!;

        Run("resume", folder["run"], "--epochs", "3");

        var second = new RunFolder(folder["run"]).ReadFacts()!;
        Assert.Equal(first.EpochSeconds, second.EpochSeconds.Take(2));
        Assert.Equal(3, second.EpochSeconds.Count);
        Assert.Equal(first.StartedAt, second.StartedAt);
        Assert.Equal([20L], second.Resumes!.Select(resumption => resumption.Step));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("10")]
    [InlineData("17")]
    [InlineData("2epochs")]
    [InlineData("1000epochs")]
    public void No_result_depends_on_how_often_a_run_is_saved(string every)
    {
        Train("whole", "--epochs", "5");
        Train("run", "--epochs", "3", "--checkpoint-every", every);
        Assert.Equal(every, new RunFolder(folder["run"]).ReadFacts()!.CheckpointEvery);

        Run("resume", folder["run"], "--epochs", "5");

        Assert.Equal(every, new RunFolder(folder["run"]).ReadFacts()!.CheckpointEvery);
        RequireSame("whole", "run");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("epoch")]
    [InlineData("2 epochs")]
    [InlineData("2epoch2")]
    [InlineData("99999999999999999999")]
    public void Refuses_what_is_no_number_of_steps_or_epochs(string every)
    {
        Assert.Equal(2, Train("run", "--checkpoint-every", every));

        Assert.Contains($"--checkpoint-every is '{every}'", terminal.Error, StringComparison.Ordinal);
    }

    private string Copy(string run)
    {
        var copy = Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(folder[copy]);
        foreach (var file in Directory.EnumerateFiles(folder[run]))
        {
            File.Copy(file, Path.Combine(folder[copy], Path.GetFileName(file)));
        }

        return copy;
    }

    private void Edit(string file, string old, string edited)
    {
        var text = File.ReadAllText(folder[file]);
        var place = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(place >= 0, text);
        File.WriteAllText(folder[file], text[..place] + edited + text[(place + old.Length)..]);
    }

    private void RequireSame(string whole, string run, bool butBest = false)
    {
        foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors", "history.csv", "plan.json", "curves.png", "curves.svg" }.Where(file => !butBest || file != "best.safetensors"))
        {
            Assert.True(File.ReadAllBytes(folder[$"{whole}/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder[$"{run}/{file}"])), $"{file} differs\n{terminal.Error}");
        }
    }

    private Dictionary<string, string> Contents(string run) =>
        Directory.EnumerateFiles(folder[run]).ToDictionary(file => Path.GetFileName(file), file => Path.GetFileName(file) == RunLock.FileName ? "" : Convert.ToHexString(File.ReadAllBytes(file)));

    private Dictionary<string, DateTime> Times(string run) =>
        Directory.EnumerateFiles(folder[run]).ToDictionary(file => Path.GetFileName(file), File.GetLastWriteTimeUtc);

    private int Train(string output, params string[] options) =>
        Run(["train", "--data", folder["data"], "--threads", "1", "--output", folder[output], .. options]);

    private int Run(params string[] args) => TrainerProgram.Run(args, terminal.Terminal);
}
