using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;
using Toolchain.Trainer.RateFinding;

namespace Toolchain.Trainer.Tests.RateFinding;

/// <summary>The verb through the program's entry point, on a tiny data set.</summary>
public sealed class FindRateCommandTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public FindRateCommandTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--batch-size", "32")]
    [InlineData("--batch-size", "7")]
    [InlineData("--network", "mlp:30,20")]
    [InlineData("--validation", "holdout:100")]
    public void Suggests_a_rate_that_trains_and_leaves_no_file(string option, string value)
    {
        var before = folder.Files;

        Assert.Equal(0, Find("--format", "json", option, value));

        Assert.Equal(before, folder.Files);
        var rate = Suggestion().GetProperty("suggested_rate").GetDouble();
        Assert.Equal(0, Run("train", "--data", folder["data"], "--threads", "1", "--epochs", "10", "--schedule", "constant", "--rate", $"{rate}", option, value, "--output", folder["run"]));
        Assert.True(Checkpoint.Load(folder["run/checkpoint.safetensors"]).Metrics[^1].ValAccuracy > 0.9, $"a rate of {rate} does not train");
    }

    [Fact]
    public void The_same_seed_gives_the_same_lines_and_another_seed_others()
    {
        var outputs = new[] { "1", "1", "2" }.Select(seed =>
        {
            var before = terminal.Output.Length;
            Assert.Equal(0, Find("--format", "csv", "--seed", seed));
            return terminal.Output[before..];
        }).ToArray();

        Assert.Equal(outputs[0], outputs[1]);
        Assert.NotEqual(outputs[0], outputs[2]);
        Assert.StartsWith("step,rate,loss,smoothed_loss\n0,1E-05,", outputs[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_the_losses_into_files()
    {
        Assert.Equal(0, Find("--plot", folder["a.png"], "--plot", folder["b.svg"]));

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["a.png"])[..4]);
        Assert.Contains("range test", File.ReadAllText(folder["b.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_the_curve_the_suggestion_and_its_rule()
    {
        Assert.Equal(0, Find());

        Assert.Contains("▲", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("suggested rate", terminal.Output, StringComparison.Ordinal);
        Assert.Contains(RateSuggestion.Rule, terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ramp_that_ends_before_the_loss_rises_says_so()
    {
        Assert.Equal(0, Find("--from", "1e-3", "--to", "0.02", "--format", "json"));

        Assert.True(Suggestion().GetProperty("still_falling").GetBoolean());
        Assert.Contains("a --to above 0.02 may show a better rate", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ramp_that_never_reaches_useful_rates_is_a_failed_check()
    {
        Assert.Equal(1, Find("--from", "1e-12", "--to", "1e-10", "--plot", folder["a.png"]));

        Assert.Contains("no rate between 1E-12 and 1E-10 made the loss fall", terminal.Error, StringComparison.Ordinal);
        Assert.Empty(terminal.Output);
        Assert.False(File.Exists(folder["a.png"]));
    }

    [Theory]
    [InlineData("--from", "0")]
    [InlineData("--from", "NaN")]
    [InlineData("--to", "-1")]
    [InlineData("--to", "1e-6")]
    [InlineData("--steps", "9")]
    [InlineData("--steps", "many")]
    [InlineData("--plot", "curve.gif")]
    [InlineData("--rate", "0.1")]
    [InlineData("--schedule", "constant")]
    [InlineData("--epochs", "3")]
    [InlineData("--network", "resnet")]
    public void Refuses_a_value_that_makes_no_ramp(string option, string value)
    {
        Assert.Equal(2, Find(option, value));

        Assert.Contains("expected:", terminal.Error, StringComparison.Ordinal);
        Assert.Empty(terminal.Output);
    }

    private JsonElement Suggestion() => JsonDocument.Parse(terminal.Output.TrimEnd().Split('\n')[^1]).RootElement;

    private int Find(params string[] options) => Run(["find-rate", "--data", folder["data"], "--threads", "1", "--steps", "300", .. options]);

    private int Run(params string[] args) => TrainerProgram.Run(args, terminal.Terminal);
}
