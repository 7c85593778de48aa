using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;

namespace Toolchain.Trainer.Tests.Runs;

/// <summary>Optimizers, averaging and early stop through the program's entry point, on a tiny data set.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public RecipeTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--momentum", "0.9", "--nesterov", "--weight-decay", "0.001")]
    [InlineData("--momentum", "0.9", "--nesterov", "--weight-decay", "0.001", "--step", "autograd")]
    [InlineData("--optimizer", "sgd:momentum=0.9,dampening=0.5")]
    [InlineData("--optimizer", "sgd:momentum=0.9,dampening=0.5", "--step", "autograd")]
    [InlineData("--optimizer", "adam:ams-grad=true", "--rate", "0.001")]
    [InlineData("--optimizer", "adamw", "--rate", "0.001")]
    [InlineData("--optimizer", "rmsprop:centered=true,momentum=0.5", "--rate", "0.001")]
    [InlineData("--label-smoothing", "0.1")]
    [InlineData("--average-weights", "ema:0.9")]
    [InlineData("--average-weights", "ema:0.9", "--step", "autograd")]
    [InlineData("--average-weights", "ema:0.99", "--optimizer", "adam", "--rate", "0.001", "--early-stop", "1")]
    public void A_resumed_run_has_the_bytes_of_one_that_never_stopped(params string[] recipe)
    {
        Assert.True(Train("whole", ["--epochs", "3", .. recipe]) == 0, terminal.Error);
        Assert.True(Train("parts", ["--epochs", "1", .. recipe]) == 0, terminal.Error);
        Assert.True(Run("resume", folder["parts"], "--epochs", "2") == 0, terminal.Error);
        Assert.True(Run("resume", folder["parts"], "--epochs", "3") == 0, terminal.Error);

        Assert.Equal(Bytes("whole/checkpoint.safetensors"), Bytes("parts/checkpoint.safetensors"));
        Assert.Equal(Bytes("whole/best.safetensors"), Bytes("parts/best.safetensors"));
    }

    [Theory]
    [InlineData("sgd", 0)]
    [InlineData("sgd:momentum=0.9", 1)]
    [InlineData("adam", 2)]
    [InlineData("adamw:ams-grad=true", 3)]
    [InlineData("rmsprop", 1)]
    [InlineData("rmsprop:centered=true,momentum=0.9", 3)]
    public void The_checkpoint_keeps_what_the_optimizer_remembers(string optimizer, int tensors)
    {
        Assert.True(Train("run", "--epochs", "2", "--optimizer", optimizer, "--rate", "0.001") == 0, terminal.Error);

        var checkpoint = Checkpoint.Load(folder["run/checkpoint.safetensors"]);
        Assert.Equal(4 * tensors, checkpoint.State.Count);
        Assert.All(checkpoint.State, state => Assert.Contains(state.Value.Floats.ToArray(), value => value != 0));
        Assert.True(checkpoint.Metrics[1].Loss < checkpoint.Metrics[0].Loss);
    }

    [Fact]
    public void The_average_answers_and_the_moving_weights_wait_beside_it()
    {
        Assert.Equal(0, Train("plain", "--epochs", "2"));
        Assert.Equal(0, Train("averaged", "--epochs", "2", "--average-weights", "ema:0.9"));

        var (plain, averaged) = (Checkpoint.Load(folder["plain/checkpoint.safetensors"]), Checkpoint.Load(folder["averaged/checkpoint.safetensors"]));
        Assert.All(plain.Weights, weight => Assert.Equal(weight.Value.Bytes.ToArray(), averaged.State[TrainingState.MovingName(weight.Key)].Bytes.ToArray()));
        Assert.All(plain.Weights, weight => Assert.NotEqual(weight.Value.Bytes.ToArray(), averaged.Weights[weight.Key].Bytes.ToArray()));
        Assert.Equal(plain.Metrics.Select(epoch => epoch.Loss), averaged.Metrics.Select(epoch => epoch.Loss)); // training itself is the same
        Assert.NotEqual(plain.Metrics[1].ValLoss, averaged.Metrics[1].ValLoss);

        using var network = TorchNetwork.WithWeights(averaged.Network, averaged.Weights);
        using var images = TorchSharp.torch.tensor(averaged.Probe.Images.Select(pixel => pixel / 255f).ToArray(), averaged.Probe.Count, 28, 28);
        using var logits = network.Forward(images);
        Assert.All(averaged.Probe.Logits.Zip(logits.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Label_smoothing_is_in_the_training_loss_and_not_in_the_validation_loss()
    {
        Assert.Equal(0, Train("run", "--epochs", "30", "--label-smoothing", "0.2"));

        var last = Checkpoint.Load(folder["run/checkpoint.safetensors"]).Metrics[^1];
        var floor = -(0.82 * Math.Log(0.82)) - (9 * 0.02 * Math.Log(0.02)); // entropy of the smoothed target: no network has less
        Assert.InRange(last.Loss, floor, floor + 0.1);
        Assert.InRange(last.ValLoss, 0, floor / 2);
    }

    [Fact]
    public void An_early_stop_ends_the_run_and_says_why()
    {
        // a rate so small that nothing improves by 0.1
        Assert.Equal(0, Train("run", "--epochs", "9", "--rate", "1e-6", "--early-stop", "2,min-delta=0.1"));

        Assert.Contains("ended early    after epoch 3: val-loss has not improved by more than 0.1 for 2 epochs, since ", terminal.Output, StringComparison.Ordinal);
        var checkpoint = Checkpoint.Load(folder["run/checkpoint.safetensors"]);
        Assert.Equal((3, 9), (checkpoint.Progress.Epoch, checkpoint.Plan.Epochs));
    }

    [Fact]
    public void A_run_that_ended_early_is_finished()
    {
        Train("run", "--epochs", "9", "--rate", "1e-6", "--early-stop", "2,min-delta=0.1");
        var before = Bytes("run/checkpoint.safetensors");

        Assert.Equal(0, Run("resume", folder["run"]));
        Assert.Contains("nothing is left to do", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("resume", folder["run"], "--epochs", "20"));
        Assert.Contains("the run ended early after epoch 3", terminal.Error, StringComparison.Ordinal);

        Assert.Equal(before, Bytes("run/checkpoint.safetensors"));
    }

    [Fact]
    public void As_JSON_the_last_line_says_why_it_ended_early()
    {
        Train("run", "--epochs", "9", "--rate", "1e-6", "--early-stop", "2,min-delta=0.1", "--format", "json");

        Assert.Contains("\"ended_early\":\"after epoch 3: val-loss", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_too_far_at_the_end_of_an_epoch_is_a_divergence_too()
    {
        // one update an epoch: the weights overflow, and no batch sees it
        Assert.Equal(1, Train("run", "--epochs", "2", "--batch-size", "1000", "--rate", "1e38", "--schedule", "constant", "--weight-decay", "10"));

        Assert.Contains("diverged", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(0, Checkpoint.Load(folder["run/checkpoint.safetensors"]).Progress.Step);
    }

    [Fact]
    public void A_step_too_far_is_never_saved()
    {
        Assert.Equal(1, Train("run", "--epochs", "2", "--rate", "1e25", "--schedule", "constant", "--checkpoint-every", "1"));

        Assert.Contains("diverged", terminal.Error, StringComparison.Ordinal);
        Assert.NotNull(Checkpoint.Load(folder["run/checkpoint.safetensors"]));
    }

    [Theory]
    [InlineData("--optimizer", "adm")]
    [InlineData("--optimizer", "adam", "--momentum", "0.9")]
    [InlineData("--optimizer", "sgd:momentum=0.9", "--momentum", "0.9")]
    [InlineData("--nesterov")]
    [InlineData("--momentum", "1")]
    [InlineData("--momentum", "NaN")]
    [InlineData("--weight-decay", "-1")]
    [InlineData("--weight-decay", "Infinity")]
    [InlineData("--label-smoothing", "1")]
    [InlineData("--average-weights", "0.999")]
    [InlineData("--average-weights", "ema:1")]
    [InlineData("--average-weights", "ema:NaN")]
    [InlineData("--early-stop", "0")]
    public void Refuses_an_impossible_recipe_and_writes_nothing(params string[] recipe)
    {
        Assert.Equal(2, Train("run", recipe));

        Assert.Contains("expected:", terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private int Train(string output, params string[] options) =>
        Run(["train", "--data", folder["data"], "--threads", "1", "--output", folder[output], .. options]);

    private int Run(params string[] args) => TrainerProgram.Run(args, terminal.Terminal);

    private byte[] Bytes(string file) => File.ReadAllBytes(folder[file]);
}
