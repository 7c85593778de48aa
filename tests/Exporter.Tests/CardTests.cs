using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class CardTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Model => folder["digits.onnx"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mnist-mlp")]
    [InlineData("mnist-mlp-best")]
    [InlineData("mnist-cnn")]
    public void A_published_model_still_has_the_card_it_was_published_with(string name)
    {
        var published = Path.Combine(RepositoryFolder.Root, "models", name);

        var card = ExporterRun.Of("card", Path.Combine(published, "model.onnx"));

        Assert.Equal((0, "", File.ReadAllText(Path.Combine(published, "card.md"))), (card.Code, card.Error, card.Output));
    }

    [Fact]
    public void A_model_alone_is_described_by_what_its_training_measured()
    {
        var checkpoint = OwnData.Make(folder["data"]);
        Export(checkpoint);

        var card = ExporterRun.Of("card", Model);

        var last = checkpoint.Metrics[^1];
        Assert.Equal((0, ""), (card.Code, card.Error));
        Assert.StartsWith("# digits\n", card.Output, StringComparison.Ordinal);
        Assert.Contains($"**{last.ValCorrect} of {last.ValTotal} test images correct", card.Output, StringComparison.Ordinal);
        Assert.Contains("measured in training", card.Output, StringComparison.Ordinal);
        Assert.Contains(checkpoint.Command, card.Output, StringComparison.Ordinal);
        Assert.Contains("classify --model digits.onnx", card.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Results by epoch", card.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_in_the_card_fits_the_model()
    {
        Export(TinyCheckpoint.Make(), "--input", "float32", "--static-batch", "4", "--outputs", "label");

        var card = ExporterRun.Of("card", Model).Output;

        Assert.Contains("new float[4 * 1 * 28 * 28]", card, StringComparison.Ordinal);
        Assert.Contains("CreateTensorValueFromMemory(values, [4, 1, 28, 28])", card, StringComparison.Ordinal);
        Assert.Contains("""session.Run(options, ["image"], [input], ["label"])""", card, StringComparison.Ordinal);
        Assert.Contains("var label = answers[0].GetTensorDataAsSpan<long>(); // [4]", card, StringComparison.Ordinal);
        Assert.DoesNotContain("inference classify", card, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_was_never_measured_is_not_praised()
    {
        TinyNetwork.Doubling().Save(folder["n.safetensors"]);
        Assert.Equal(0, ExporterRun.Of("export", folder["n.safetensors"], "-o", Model).Code);

        var card = ExporterRun.Of("card", Model);

        Assert.Equal((0, ""), (card.Code, card.Error));
        Assert.Contains("Computes float32 [batch, 3, 4, 4] from float32 [batch, 3, 4, 4].", card.Output, StringComparison.Ordinal);
        Assert.Contains("the file does not say", card.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("correct", card.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("picture", card.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_of_another_file_are_left_out_and_refused_when_asked_for()
    {
        ExporterRun.Saved(folder, OwnData.Make(folder["data"]));
        Assert.Equal(0, ExporterRun.Of("publish", folder.Path, "-o", folder["own"], "-d", folder["data"]).Code);
        Assert.Equal(0, ExporterRun.Of("export", folder.Path, "-o", folder["own/model.onnx"], "--opset", "18", "--force").Code);

        var beside = ExporterRun.Of("card", folder["own/model.onnx"]);
        var asked = ExporterRun.Of("card", folder["own/model.onnx"], "--metrics", folder["own/metrics.json"]);

        Assert.Equal(0, beside.Code);
        Assert.Contains("is left out", beside.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("measured in ONNX Runtime", beside.Output, StringComparison.Ordinal);
        Assert.StartsWith("# own\n", beside.Output, StringComparison.Ordinal);
        Assert.Equal((3, ""), (asked.Code, asked.Output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"name":"x","model":null,"checkpointSha256":"","command":"","seed":1,"metrics":null,"onnxRuntime":null,"epochs":null}""")]
    public void Metrics_that_are_none_are_refused(string json)
    {
        Export(TinyCheckpoint.Make());
        File.WriteAllText(folder["m.json"], json);

        var card = ExporterRun.Of("card", Model, "--metrics", folder["m.json"]);

        Assert.Equal((3, ""), (card.Code, card.Output));
        Assert.Contains("m.json", card.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_a_file_that_is_not_there_yet()
    {
        Export(TinyCheckpoint.Make());

        Assert.Equal(0, ExporterRun.Of("card", Model, "-o", folder["card.md"]).Code);
        Assert.Equal(ExporterRun.Of("card", Model).Output, File.ReadAllText(folder["card.md"]));
        Assert.Equal(2, ExporterRun.Of("card", Model, "-o", folder["card.md"]).Code);
        Assert.Equal(2, ExporterRun.Of("card", Model, "-o", Model, "--force").Code);
        Assert.Equal(0, ExporterRun.Of("card", Model, "-o", folder["card.md"], "--force", "--name", "other").Code);
        Assert.StartsWith("# other\n", File.ReadAllText(folder["card.md"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_model_of_another_producer_and_a_name_that_would_break_the_card()
    {
        Export(TinyCheckpoint.Make());
        Assert.Equal(2, ExporterRun.Of("card", Model, "--name", "a\n# b").Code);
        Assert.Equal(3, ExporterRun.Of("card", folder["nothing.onnx"]).Code);
        Assert.Equal(3, ExporterRun.Of("card", folder["checkpoint.safetensors"]).Code);
    }

    private void Export(Contracts.Checkpoints.Checkpoint checkpoint, params string[] options)
    {
        ExporterRun.Saved(folder, checkpoint);
        Assert.Equal(0, ExporterRun.Of(["export", folder.Path, "-o", Model, .. options]).Code);
    }
}
