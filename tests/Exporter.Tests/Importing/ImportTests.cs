using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Importing;

/// <summary>Weights of other programs; the files in Foreign are PyTorch's own, made by make.py there.</summary>
public sealed class ImportTests : IDisposable
{
    private static readonly string Mnist = Path.Combine(RepositoryFolder.Root, "data", "mnist");

    private readonly TempFolder folder = new();

    private string Saved => folder["checkpoint.safetensors"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_numbered_convolutional_network_of_PyTorch_becomes_a_model_that_answers_as_it_did()
    {
        var import = Import("conv.safetensors", "conv.json", "--logits", ForeignFile.At("conv.csv"), "--data", Mnist, "--format", "json");

        var result = JsonDocument.Parse(import.Output).RootElement;
        Assert.Equal((0, ""), (import.Code, import.Error));
        Assert.Equal("5.running_var", result.GetProperty("sources").GetProperty("norm2.running_var").GetString());
        Assert.Equal(["1.num_batches_tracked", "5.num_batches_tracked"], result.GetProperty("dropped").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal((16, 10_000), (result.GetProperty("probe").GetProperty("samples").GetInt32(), result.GetProperty("data").GetProperty("total").GetInt32()));
        Assert.Equal(0, ExporterRun.Of("export", Saved, "-o", folder["model.onnx"]).Code);
        Assert.Equal(0, ExporterRun.Of("verify", folder["model.onnx"], "-c", Saved).Code);
    }

    [Fact]
    public void A_residual_network_of_PyTorch_in_its_wrapper_becomes_a_model_that_answers_as_it_did()
    {
        var import = Import("residual.safetensors", "residual.json", "--probe", ForeignFile.At("residual-probe.safetensors"), "--classes", "cat,dog,eel");

        Assert.Equal((0, ""), (import.Code, import.Error));
        Assert.Contains("module.layer1.0.bn1.running_mean", import.Output, StringComparison.Ordinal);
        Assert.Equal(["cat", "dog", "eel"], TrainedNetwork.Load(Saved).ClassNames);
        Assert.Equal(0, ExporterRun.Of("export", Saved, "-o", folder["model.onnx"], "--opset", "13").Code);
    }

    [Fact]
    public void The_same_files_give_the_same_bytes_wherever_they_lie()
    {
        Import("residual.safetensors", "residual.json", "--probe", ForeignFile.At("residual-probe.safetensors"));
        var first = File.ReadAllBytes(Saved);
        File.Copy(ForeignFile.At("residual-probe.safetensors"), folder["residual-probe.safetensors"]);

        Import("residual.safetensors", "residual.json", "--probe", folder["residual-probe.safetensors"], "--force");

        Assert.Equal(first, File.ReadAllBytes(Saved));
        Assert.Equal("exporter import residual.safetensors --network residual.json --probe residual-probe.safetensors", TrainedNetwork.Load(Saved).Command);
    }

    [Fact]
    public void An_option_of_a_layer_that_is_not_PyTorchs_is_found_by_the_answers()
    {
        File.WriteAllText(folder["conv.json"], File.ReadAllText(ForeignFile.At("conv.json")).Replace(",\"epsilon\":1e-3", "", StringComparison.Ordinal));

        var import = Import("conv.safetensors", folder["conv.json"], "--logits", ForeignFile.At("conv.csv"), "--data", Mnist);

        Assert.Equal((1, ""), (import.Code, import.Output));
        Assert.Contains("does not answer as", import.Error, StringComparison.Ordinal);
        Assert.Equal(["conv.json"], folder.Files);
    }

    [Theory]
    [InlineData("1,2", "line 1 has 2 numbers")]
    [InlineData("", "line 1 has 0 numbers")]
    [InlineData("1,2,3,4,5,6,7,8,9,ten", "line 1 has 'ten' as number 10")]
    [InlineData("1,2,3,4,5,6,7,8,9,1e99", "line 1 has '1e99'")]
    [InlineData("0,0,0,0,0,0,0,0,0,0\n\n0,0,0,0,0,0,0,0,0,0", "line 2 has 0 numbers")]
    public void Refuses_logits_that_are_none(string text, string found)
    {
        File.WriteAllText(folder["bad.csv"], text);

        var import = Import("conv.safetensors", "conv.json", "--logits", folder["bad.csv"], "--data", Mnist);

        Assert.Equal((3, ""), (import.Code, import.Output));
        Assert.Contains(found, import.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_more_logits_than_there_are_images()
    {
        TinyDataset.Write(folder["data"], train: 10, test: 15);

        var import = Import("conv.safetensors", "conv.json", "--logits", ForeignFile.At("conv.csv"), "--data", folder["data"]);

        Assert.Equal(3, import.Code);
        Assert.Contains("16 rows, the test set has 15 images", import.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Wants_answers_and_words_that_fit()
    {
        Assert.Contains("--logits without --data", Usage("--logits", "x.csv"), StringComparison.Ordinal);
        Assert.Contains("--probe with --data", Usage("--probe", "x", "--data", "y"), StringComparison.Ordinal);
        Assert.Contains("--logits and --probe", Usage("--probe", "x", "--data", "y", "--logits", "z"), StringComparison.Ordinal);
        var probe = new[] { "--probe", ForeignFile.At("residual-probe.safetensors") };
        Assert.Contains("--map is 'fc'", Usage([.. probe, "--map", "fc"]), StringComparison.Ordinal);
        Assert.Contains("--map is 'fc=mean'", Usage([.. probe, "--map", "fc=mean"]), StringComparison.Ordinal);
        Assert.Contains("again", Usage([.. probe, "--map", "fc=fc", "--map", "head=fc"]), StringComparison.Ordinal);
        Assert.Contains("--classes has 2 names", Usage([.. probe, "--classes", "a,b"]), StringComparison.Ordinal);
        Assert.Contains("name 3 of --classes is 'a' again", Usage([.. probe, "--classes", "a,b,a"]), StringComparison.Ordinal);
        Assert.Contains("name 2 of --classes is empty", Usage([.. probe, "--classes", "a,,b"]), StringComparison.Ordinal);

        string Usage(params string[] options)
        {
            var import = Import("residual.safetensors", "residual.json", options);
            Assert.Equal((2, ""), (import.Code, import.Output));
            return import.Error;
        }
    }

    [Fact]
    public void Refuses_a_checkpoint_of_ours_a_pickle_and_a_file_that_exists()
    {
        File.WriteAllText(folder["w.pt"], "PK\x03\x04 a zip file, it seems");
        Assert.Equal(3, Import(folder["w.pt"], "residual.json", "--probe", ForeignFile.At("residual-probe.safetensors")).Code);
        Assert.Equal(0, Import("residual.safetensors", "residual.json", "--probe", ForeignFile.At("residual-probe.safetensors")).Code);
        Assert.Equal(2, Import("residual.safetensors", "residual.json", "--probe", ForeignFile.At("residual-probe.safetensors")).Code);
        File.Move(Saved, folder["ours.safetensors"]);

        var ours = Import(folder["ours.safetensors"], "residual.json", "--probe", ForeignFile.At("residual-probe.safetensors"));

        Assert.Equal(3, ours.Code);
        Assert.Contains("is a checkpoint of ours already", ours.Error, StringComparison.Ordinal);
    }

    private ExporterRun Import(string weights, string network, params string[] options) =>
        ExporterRun.Of(["import", ForeignFile.At(weights), "--network", ForeignFile.At(network), "-o", Saved, .. options]);
}
