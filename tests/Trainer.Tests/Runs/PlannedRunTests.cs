using Toolchain.TestKit;

namespace Toolchain.Trainer.Tests.Runs;

/// <summary>'trainer train --plan': an experiment from the plan.json of a run.</summary>
public sealed class PlannedRunTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public PlannedRunTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData()]
    [InlineData("--network", "mlp:20,30", "--schedule", "constant", "--rate", "0.05", "--batch-size", "7")]
    [InlineData("--validation", "holdout:40", "--shuffle", "none", "--seed", "12345678901234567890")]
    public void The_plan_of_a_run_gives_its_bytes_again(params string[] options)
    {
        Assert.Equal(0, Run(["train", "--data", folder["data"], "--output", folder["first"], "--epochs", "2", .. options]));

        Assert.Equal(0, Run("train", "--data", folder["data"], "--output", folder["by-file"], "--plan", folder["first/plan.json"]));
        Assert.Equal(0, Run("train", "--data", folder["data"], "--output", folder["by-folder"], "--plan", folder["first"]));

        foreach (var again in new[] { "by-file", "by-folder" })
        {
            foreach (var file in new[] { "checkpoint.safetensors", "best.safetensors", "history.csv", "plan.json" })
            {
                Assert.Equal(File.ReadAllBytes(folder[$"first/{file}"]), File.ReadAllBytes(folder[$"{again}/{file}"]));
            }
        }
    }

    [Theory]
    [InlineData("--seed", "2")]
    [InlineData("--epochs", "15")]
    [InlineData("--network", "mlp")]
    [InlineData("--augment", "shift:2")]
    public void An_option_that_the_plan_answers_is_refused_beside_it(string option, string value)
    {
        Run("train", "--data", folder["data"], "--output", folder["first"], "--epochs", "1");

        Assert.Equal(2, Run("train", "--data", folder["data"], "--output", folder["again"], "--plan", folder["first/plan.json"], option, value));

        Assert.Contains($"{option} beside --plan", terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["again"]));
    }

    [Theory]
    [InlineData("no such file", null)]
    [InlineData("empty", "")]
    [InlineData("null", "null")]
    [InlineData("no JSON", "plan: please")]
    [InlineData("no plan", """{"network":{"name":"n","input":[28,28],"layers":[{"kind":"flatten","name":"f"},{"kind":"linear","inFeatures":784,"outFeatures":10,"name":"o"}]}}""")]
    [InlineData("another input", """{"network":{"name":"n","input":[4],"layers":[{"kind":"linear","inFeatures":4,"outFeatures":10,"name":"o"}]},"plan":{"epochs":1,"batchSize":1,"schedule":{"kind":"constant"},"seed":1,"threads":1,"validation":{"heldOut":0},"shuffle":"Epoch"}}""")]
    [InlineData("a null schedule", """{"network":{"name":"n","input":[28,28],"layers":[{"kind":"flatten","name":"f"},{"kind":"linear","inFeatures":784,"outFeatures":10,"name":"o"}]},"plan":{"epochs":1,"batchSize":1,"schedule":null,"seed":1,"threads":1,"validation":{"heldOut":0},"shuffle":"Epoch"}}""")]
    [InlineData("too much held out", """{"network":{"name":"n","input":[28,28],"layers":[{"kind":"flatten","name":"f"},{"kind":"linear","inFeatures":784,"outFeatures":10,"name":"o"}]},"plan":{"epochs":1,"batchSize":1,"schedule":{"kind":"constant"},"seed":1,"threads":1,"validation":{"heldOut":320},"shuffle":"Epoch"}}""")]
    public void Refuses_a_plan_that_is(string what, string? text)
    {
        var file = folder["plan.json"];
        if (text is not null)
        {
            File.WriteAllText(file, text);
        }

        var code = Run("train", "--data", folder["data"], "--output", folder["run"], "--plan", file);

        Assert.True(code == 3, $"{what}: {code}\n{terminal.Error}");
        Assert.Contains("plan.json", terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Other_data_than_the_plan_was_made_for_is_allowed_and_said()
    {
        Run("train", "--data", folder["data"], "--output", folder["first"], "--epochs", "1");
        TinyDataset.Write(folder["other"], seed: 7);

        Assert.Equal(0, Run("train", "--data", folder["other"], "--output", folder["again"], "--plan", folder["first"]));

        Assert.Contains("the plan was made for other data", terminal.Error, StringComparison.Ordinal);
    }

    private int Run(params string[] args) => TrainerProgram.Run(args, terminal.Terminal);
}
