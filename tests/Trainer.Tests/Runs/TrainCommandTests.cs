using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Trainer.Tests.Runs;

/// <summary>The two verbs through the program's entry point, on a tiny data set.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public TrainCommandTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(0, Train("a", "--epochs", "2", "--seed", "5"));
        Assert.Equal(0, Train("b", "--epochs", "2", "--seed", "5"));
        Assert.Equal(0, Train("c", "--epochs", "2", "--seed", "6"));

        Assert.Equal(Bytes("a/checkpoint.safetensors"), Bytes("b/checkpoint.safetensors"));
        Assert.Equal(Bytes("a/best.safetensors"), Bytes("b/best.safetensors"));
        Assert.Equal(Bytes("a/history.csv"), Bytes("b/history.csv"));
        Assert.NotEqual(Bytes("a/checkpoint.safetensors"), Bytes("c/checkpoint.safetensors"));
    }

    [Fact]
    public void The_weights_do_not_depend_on_the_number_of_threads()
    {
        Train("one", "--epochs", "2");
        Assert.Equal(0, Run("train", "--data", folder["data"], "--threads", "3", "--epochs", "2", "--output", folder["three"]));

        var (one, three) = (Checkpoint.Load(folder["one/checkpoint.safetensors"]), Checkpoint.Load(folder["three/checkpoint.safetensors"]));
        Assert.All(one.Weights, pair => Assert.Equal(pair.Value.Bytes.ToArray(), three.Weights[pair.Key].Bytes.ToArray()));
    }

    [Theory]
    [InlineData("--validation", "test")]
    [InlineData("--validation", "holdout:33")]
    [InlineData("--shuffle", "none")]
    [InlineData("--batch-size", "7")]
    [InlineData("--batch-size", "100000")]
    [InlineData("--network", "mlp:20,30")]
    [InlineData("--network", "cnn:3,5")]
    [InlineData("--schedule", "hold-then-exponential:hold-epochs=1")]
    [InlineData("--augment", "shift:2,rotate:10,scale:0.1,elastic")]
    public void A_resumed_run_has_the_bytes_of_one_that_never_stopped(string option, string value)
    {
        Assert.Equal(0, Train("whole", "--epochs", "3", option, value));
        Assert.Equal(0, Train("parts", "--epochs", "1", option, value));
        Assert.Equal(0, Run("resume", folder["parts"], "--epochs", "2"));
        Assert.Equal(0, Run("resume", folder["parts"], "--epochs", "3"));

        Assert.Equal(Bytes("whole/checkpoint.safetensors"), Bytes("parts/checkpoint.safetensors"));
        Assert.Equal(Bytes("whole/history.csv"), Bytes("parts/history.csv"));
        Assert.Equal(Bytes("whole/best.safetensors"), Bytes("parts/best.safetensors"));
    }

    [Fact]
    public void Resuming_a_finished_run_changes_nothing()
    {
        Train("run", "--epochs", "1");
        var before = Bytes("run/checkpoint.safetensors");

        Assert.Equal(0, Run("resume", folder["run"]));

        Assert.Equal(before, Bytes("run/checkpoint.safetensors"));
    }

    [Fact]
    public void The_table_has_a_row_an_epoch_and_ends_with_what_came_of_it()
    {
        Train("run", "--epochs", "2");

        var lines = terminal.Output.TrimEnd().Split('\n');
        Assert.Equal(["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "rate_applied", "rate_next", "seconds"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["1", "2"], lines[1..3].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.StartsWith("test accuracy", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("0.10000000149011612", lines[4], StringComparison.Ordinal);
        Assert.EndsWith("checkpoint.safetensors", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON_every_line_is_an_object_and_the_last_tells_the_end()
    {
        Train("run", "--epochs", "2", "--format", "json");

        var lines = terminal.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2], lines[..2].Select(line => line.GetProperty("epoch").GetInt32()));
        Assert.Equal(100, lines[2].GetProperty("total").GetInt32());
        Assert.Equal(lines[1].GetProperty("val_accuracy").GetDouble(), lines[2].GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void It_learns()
    {
        Train("run", "--epochs", "10");

        var checkpoint = Checkpoint.Load(folder["run/checkpoint.safetensors"]);
        Assert.True(checkpoint.Metrics[^1].ValAccuracy > 0.95, $"{checkpoint.Metrics[^1]}");
        Assert.Equal(checkpoint.Metrics.Max(epoch => epoch.ValAccuracy), Checkpoint.Load(folder["run/best.safetensors"]).Metrics[^1].ValAccuracy);
    }

    [Fact]
    public void Augmentation_varies_what_is_learnt_from_and_never_what_is_measured_on()
    {
        string[] still = ["--epochs", "2", "--rate", "1e-30", "--schedule", "constant", "--validation", "holdout:50"];
        Train("plain", still);
        Train("varied", [.. still, "--augment", "shift:4"]);

        var (plain, varied) = (Checkpoint.Load(folder["plain/checkpoint.safetensors"]), Checkpoint.Load(folder["varied/checkpoint.safetensors"]));
        Assert.Equal(plain.Metrics.Select(epoch => epoch.ValLoss), varied.Metrics.Select(epoch => epoch.ValLoss));
        Assert.Equal(plain.Probe.Logits, varied.Probe.Logits);
        Assert.NotEqual(varied.Metrics[0].Loss, varied.Metrics[1].Loss, 1e-6);
        Assert.Equal(plain.Metrics[0].Loss, plain.Metrics[1].Loss, 1e-6);
        Assert.Contains("--augment shift:4", varied.Command, StringComparison.Ordinal);
        Assert.DoesNotContain("--augment", plain.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void The_class_names_beside_the_data_go_into_the_checkpoint()
    {
        string[] names = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay"];
        File.WriteAllLines(folder["data/classes.txt"], names);

        Train("run", "--epochs", "1");

        Assert.Equal(names, Checkpoint.Load(folder["run/checkpoint.safetensors"]).Data.ClassNames);
    }

    [Fact]
    public void Starts_from_the_weights_of_a_file()
    {
        Train("first", "--epochs", "1", "--rate", "0.5");

        var code = Train("second", "--epochs", "1", "--rate", "1e-30", "--schedule", "constant", "--initial", folder["first/checkpoint.safetensors"]);

        Assert.Equal(0, code);
        var (first, second) = (Checkpoint.Load(folder["first/checkpoint.safetensors"]), Checkpoint.Load(folder["second/checkpoint.safetensors"]));
        Assert.Equal(first.Weights["hidden.weight"].Bytes.ToArray(), second.Weights["hidden.weight"].Bytes.ToArray());
        Assert.Equal(Checkpoint.DigestOf(folder["first/checkpoint.safetensors"]), second.Plan.InitialDigest);
    }

    [Theory]
    [InlineData("missing", "'output.bias' is missing")]
    [InlineData("unknown", "'surprise' belongs to no layer")]
    [InlineData("shape", "'output.bias' is F32 [3]")]
    public void Refuses_initial_weights_that_do_not_fit(string damage, string said)
    {
        var tensors = new Dictionary<string, TensorData>(TinyCheckpoint.Make().Weights);
        _ = damage switch
        {
            "missing" => tensors.Remove("output.bias"),
            "unknown" => tensors.TryAdd("surprise", TensorData.Of([1f], 1)),
            _ => (tensors["output.bias"] = TensorData.Of(new float[3], 3)) is not null,
        };
        Disk.Write(folder["w.safetensors"], new Safetensors(new Dictionary<string, string>(), tensors).Write);

        Assert.Equal(3, Train("run", "--initial", folder["w.safetensors"]));

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs", "many")]
    [InlineData("--batch-size", "0")]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "-0.1")]
    [InlineData("--rate", "NaN")]
    [InlineData("--rate", "Infinity")]
    [InlineData("--seed", "-1")]
    [InlineData("--threads", "0")]
    [InlineData("--validation", "holdout:0")]
    [InlineData("--validation", "holdout:320")]
    [InlineData("--validation", "train")]
    [InlineData("--shuffle", "sometimes")]
    [InlineData("--shuffle", "1")]
    [InlineData("--network", "resnet")]
    [InlineData("--schedule", "exponential:decay-steps=0")]
    [InlineData("--schedule", "cosina")]
    [InlineData("--augment", "blur:2")]
    [InlineData("--augment", "rotate:200")]
    [InlineData("--augment", "")]
    [InlineData("--format", "xml")]
    [InlineData("--epocs", "3")]
    public void Refuses_a_value_out_of_range_and_writes_nothing(string option, string value)
    {
        Assert.Equal(2, Train("run", option, value));

        Assert.Contains("expected:", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("next:", terminal.Error, StringComparison.Ordinal);
        Assert.Empty(terminal.Output);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Refuses_an_output_that_exists_unless_forced()
    {
        Train("run", "--epochs", "2");
        var before = Bytes("run/checkpoint.safetensors");

        Assert.Equal(2, Train("run", "--epochs", "1"));
        Assert.Equal(before, Bytes("run/checkpoint.safetensors"));

        Assert.Equal(0, Train("run", "--epochs", "1", "--force"));
        Assert.NotEqual(before, Bytes("run/checkpoint.safetensors"));
    }

    [Fact]
    public void Refuses_an_output_below_a_file()
    {
        File.WriteAllText(folder["file"], "");

        Assert.Equal(2, Train("file/run"));
    }

    [Fact]
    public void A_training_that_diverges_ends_with_a_failed_check_and_an_older_checkpoint()
    {
        Assert.Equal(1, Train("run", "--epochs", "3", "--rate", "1e30", "--schedule", "constant"));

        Assert.Contains("diverged", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(0, Checkpoint.Load(folder["run/checkpoint.safetensors"]).Progress.Step);
    }

    [Fact]
    public void Refuses_to_resume_on_other_data()
    {
        Train("run", "--epochs", "1");
        TinyDataset.Write(folder["other"], seed: 99);

        Assert.Equal(3, Run("resume", folder["run"], "--epochs", "2", "--data", folder["other"]));

        Assert.Contains("the data this run was trained on", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_to_resume_to_fewer_epochs_than_are_done()
    {
        Train("run", "--epochs", "2");

        Assert.Equal(2, Run("resume", folder["run"], "--epochs", "1"));
    }

    [Fact]
    public void Refuses_to_resume_what_is_no_run() => Assert.Equal(3, Run("resume", folder["data"]));

    private int Train(string output, params string[] options) =>
        Run(["train", "--data", folder["data"], "--threads", "1", "--output", folder[output], .. options]);

    private int Run(params string[] args) => TrainerProgram.Run(args, terminal.Terminal);

    private byte[] Bytes(string file) => File.ReadAllBytes(folder[file]);
}
