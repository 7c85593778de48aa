using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Trainer.Tests.Runs;

/// <summary>Networks that users write themselves, through the program's entry point.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private const string End = """{"kind":"flatten","name":"flat"},{"kind":"linear","name":"end","inFeatures":784,"outFeatures":10}""";
    private readonly TempFolder folder = new();
    private readonly RecordingTerminal terminal = new();

    public OwnNetworkTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_command_in_the_checkpoint_gives_the_same_bytes_without_the_file()
    {
        File.WriteAllText(folder["net.json"], ChanceNetwork.Make(5).ToJson());
        Assert.Equal(0, Train("a", "--network", folder["net.json"], "--epochs", "1"));
        var checkpoint = Checkpoint.Load(folder["a/checkpoint.safetensors"]);
        var written = checkpoint.Command.Split('\'')[1];

        Assert.Equal(0, Train("b", "--network", written, "--epochs", "1"));

        Assert.DoesNotContain(folder.Path, checkpoint.Command, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["a/checkpoint.safetensors"]), File.ReadAllBytes(folder["b/checkpoint.safetensors"]));
    }

    [Fact]
    public void A_convolutional_network_learns_and_its_best_epoch_is_kept()
    {
        const string front = """{"kind":"conv2d","name":"conv","inChannels":1,"outChannels":4,"kernel":3,"stride":3},{"kind":"batchnorm2d","name":"norm","features":4},{"kind":"relu","name":"relu"}""";
        const string back = """{"kind":"flatten","name":"flat"},{"kind":"dropout","name":"dropout"},{"kind":"linear","name":"end","inFeatures":324,"outFeatures":10}""";
        File.WriteAllText(folder["net.json"], $$"""{"name":"bands","input":[1,28,28],"layers":[{{front}},{{back}}]}""");

        Assert.Equal(0, Train("run", "--network", folder["net.json"], "--epochs", "5"));

        var checkpoint = Checkpoint.Load(folder["run/checkpoint.safetensors"]);
        Assert.True(checkpoint.Metrics.Max(epoch => epoch.ValAccuracy) > 0.9, $"{checkpoint.Metrics[^1]}");
        Assert.Equal(checkpoint.Metrics.Max(epoch => epoch.ValAccuracy), Checkpoint.Load(folder["run/best.safetensors"]).Metrics[^1].ValAccuracy);
    }

    [Fact]
    public void A_network_that_reads_rows_of_pixels_in_time_learns()
    {
        const string front = """{"kind":"transformerencoderlayer","name":"heed","dModel":28,"nhead":4,"dimFeedforward":16,"batchFirst":true},{"kind":"prelu","name":"bent"}""";
        const string back = """{"kind":"lstm","name":"read","inputSize":28,"hiddenSize":16,"bidirectional":true,"batchFirst":true,"returns":"state"},{"kind":"linear","name":"end","inFeatures":32,"outFeatures":10}""";
        File.WriteAllText(folder["net.json"], $$"""{"name":"rows","input":[28,28],"layers":[{{front}},{{back}}]}""");

        Assert.Equal(0, Train("run", "--network", folder["net.json"], "--epochs", "8", "--optimizer", "adam", "--schedule", "constant:initial=0.01"));

        var metrics = Checkpoint.Load(folder["run/checkpoint.safetensors"]).Metrics;
        Assert.True(metrics[^1].Loss < metrics[0].Loss / 2, $"{metrics[0]} {metrics[^1]}");
    }

    [Theory]
    [InlineData("""{"name":"n","input":[28,27],"layers":[{"kind":"flatten","name":"f"},{"kind":"linear","name":"l","inFeatures":756,"outFeatures":10}]}""", "[28, 27]")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"flatten","name":"f"},{"kind":"linear","name":"l","inFeatures":784,"outFeatures":9}]}""", "9 logits ('l')")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"relu","name":"idle"},{"kind":"flatten","name":"f","input":"image"},{"kind":"linear","name":"l","inFeatures":784,"outFeatures":10}]}""", "'idle'")]
    [InlineData("""{"name":"n","input":[1,28,28],"layers":[{"kind":"avgpool2d","name":"p","kernel":[28,2]},{"kind":"flatten","name":"f"},{"kind":"reshape","name":"r","shape":[14,1,1]},{"kind":"globalavgpool2d","name":"g"}]}""", "14 logits")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"gru","name":"timely","inputSize":28,"hiddenSize":10,"batchFirst":false},{"kind":"flatten","name":"f"},{"kind":"linear","name":"l","inFeatures":280,"outFeatures":10}]}""", "'timely'")]
    public void Refuses_a_network_that_does_not_fit_the_data(string network, string said)
    {
        File.WriteAllText(folder["net.json"], network);

        Assert.Equal(3, Train("run", "--network", folder["net.json"]));

        Assert.Contains(said, terminal.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void Refuses_a_last_batch_of_one_sample_where_a_layer_needs_a_variance()
    {
        File.WriteAllText(folder["net.json"], $$"""{"name":"n","input":[28,28],"layers":[{{End}},{"kind":"batchnorm1d","name":"norm","features":10}]}""");

        Assert.Equal(2, Train("run", "--network", folder["net.json"], "--batch-size", "29")); // 320 = 11 · 29 + 1
        Assert.Contains("'norm'", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(0, Train("run", "--network", folder["net.json"], "--batch-size", "30", "--epochs", "1"));
    }

    private int Train(string output, params string[] options) =>
        TrainerProgram.Run(["train", "--data", folder["data"], "--threads", "1", "--output", folder[output], .. options], terminal.Terminal);
}
