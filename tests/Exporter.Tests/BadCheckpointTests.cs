using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

public sealed class BadCheckpointTests
{
    [Fact]
    public void Refuses_a_checkpoint_that_is_missing()
    {
        using var run = new TempFolder();

        AssertRefused(run, "checkpoint.safetensors");
    }

    [Fact]
    public void Refuses_a_checkpoint_that_is_cut()
    {
        using var run = new TempFolder();
        var path = ExporterRun.Saved(run, TinyCheckpoint.Make());
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

        AssertRefused(run, "bytes");
    }

    [Fact]
    public void Refuses_a_file_that_is_no_checkpoint()
    {
        using var run = new TempFolder();
        File.WriteAllText(run["checkpoint.safetensors"], "PK\x03\x04 a zip file, it seems");

        AssertRefused(run, "header");
    }

    [Fact]
    public void Refuses_a_checkpoint_without_a_weight() =>
        AssertRefused("hidden.bias", edit: (_, tensors) => tensors.Remove("hidden.bias"));

    [Fact]
    public void Refuses_a_checkpoint_with_a_weight_too_many() =>
        AssertRefused("third.bias", edit: (_, tensors) => tensors.Add("third.bias", tensors["hidden.bias"]));

    [Fact]
    public void Refuses_a_weight_of_another_shape() =>
        AssertRefused("[784, 128]", edit: (_, tensors) => tensors["hidden.weight"] = tensors["hidden.weight"] with { Shape = [784, 128] });

    [Fact]
    public void Refuses_a_weight_that_is_no_number() =>
        AssertRefused("NaN", edit: (_, tensors) =>
        {
            var values = tensors["output.bias"].Floats.ToArray();
            values[3] = float.NaN;
            tensors["output.bias"] = TensorData.Of(values, 10);
        });

    [Fact]
    public void Refuses_a_checkpoint_of_a_later_version() =>
        AssertRefused("version '4'", edit: (metadata, _) => metadata["toolchain.checkpoint"] = "4");

    [Fact]
    public void Refuses_a_layer_of_an_unknown_kind() =>
        AssertRefused("swish", edit: (metadata, _) => metadata["network"] = metadata["network"].Replace("\"relu\"", "\"swish\"", StringComparison.Ordinal));

    [Fact]
    public void Refuses_a_network_for_pictures_of_another_size()
    {
        using var run = new TempFolder();
        var checkpoint = RandomNetwork.Checkpoint(new NetworkShape([20, 20], [], Skip: false, Seed: 1));
        ExporterRun.Saved(run, checkpoint);

        AssertRefused(run, "[20, 20]");
    }

    [Fact]
    public void Refuses_class_names_that_do_not_cover_the_logits()
    {
        using var run = new TempFolder();
        var checkpoint = TinyCheckpoint.Make();
        ExporterRun.Saved(run, checkpoint with { Data = checkpoint.Data with { ClassNames = ["zero", "one"] } });

        AssertRefused(run, "2 class names");
    }

    private static void AssertRefused(string found, Action<Dictionary<string, string>, Dictionary<string, TensorData>> edit)
    {
        using var run = new TempFolder();
        var file = Safetensors.Read(ExporterRun.Saved(run, TinyCheckpoint.Make()));
        var metadata = new Dictionary<string, string>(file.Metadata);
        var tensors = new Dictionary<string, TensorData>(file.Tensors);
        edit(metadata, tensors);
        using (var stream = File.Create(run["checkpoint.safetensors"]))
        {
            new Safetensors(metadata, tensors).Write(stream);
        }

        AssertRefused(run, found);
    }

    private static void AssertRefused(TempFolder run, string found)
    {
        var before = run.Files;

        var export = ExporterRun.Of("export", run.Path);

        Assert.Equal((3, ""), (export.Code, export.Output));
        Assert.Contains(found, export.Error, StringComparison.Ordinal);
        Assert.Contains("expected:", export.Error, StringComparison.Ordinal);
        Assert.Equal(before, run.Files);
    }
}
