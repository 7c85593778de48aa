using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

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
        var import = Import("conv.safetensors", "conv.json", "--logits", Foreign("conv.csv"), "--data", Mnist, "--format", "json");

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
        var import = Import("residual.safetensors", "residual.json", "--probe", Foreign("residual-probe.safetensors"), "--classes", "cat,dog,eel");

        Assert.Equal((0, ""), (import.Code, import.Error));
        Assert.Contains("module.layer1.0.bn1.running_mean", import.Output, StringComparison.Ordinal);
        Assert.Equal(["cat", "dog", "eel"], TrainedNetwork.Load(Saved).ClassNames);
        Assert.Equal(0, ExporterRun.Of("export", Saved, "-o", folder["model.onnx"], "--opset", "13").Code);
    }

    [Fact]
    public void The_same_files_give_the_same_bytes_wherever_they_lie()
    {
        Import("residual.safetensors", "residual.json", "--probe", Foreign("residual-probe.safetensors"));
        var first = File.ReadAllBytes(Saved);
        File.Copy(Foreign("residual-probe.safetensors"), folder["residual-probe.safetensors"]);

        Import("residual.safetensors", "residual.json", "--probe", folder["residual-probe.safetensors"], "--force");

        Assert.Equal(first, File.ReadAllBytes(Saved));
        Assert.Equal("exporter import residual.safetensors --network residual.json --probe residual-probe.safetensors", TrainedNetwork.Load(Saved).Command);
    }

    [Fact]
    public void An_option_of_a_layer_that_is_not_PyTorchs_is_found_by_the_answers()
    {
        File.WriteAllText(folder["conv.json"], File.ReadAllText(Foreign("conv.json")).Replace(",\"epsilon\":1e-3", "", StringComparison.Ordinal));

        var import = Import("conv.safetensors", folder["conv.json"], "--logits", Foreign("conv.csv"), "--data", Mnist);

        Assert.Equal((1, ""), (import.Code, import.Output));
        Assert.Contains("does not answer as", import.Error, StringComparison.Ordinal);
        Assert.Equal(["conv.json"], folder.Files);
    }

    [Theory]
    [InlineData("missing", "missing: 'hidden.bias'")]
    [InlineData("missing module", "missing: 'hidden.weight', 'hidden.bias'\n")]
    [InlineData("extra", "of no layer: '4.weight'")]
    [InlineData("shape", "'2.weight' (for 'output.weight') is F32 [3, 2], not [2, 3]")]
    [InlineData("type", "'2.bias' (for 'output.bias') is of type I64")]
    [InlineData("double", "'2.bias' (for 'output.bias') is of type F64, which float32 does not hold")]
    [InlineData("infinite", "'0.bias' (for 'hidden.bias') holds -Infinity at position 1")]
    [InlineData("counter", "of no layer: '0.num_batches_tracked'")]
    public void Names_what_does_not_fit(string fault, string found)
    {
        var (tensors, _) = Numbered();
        switch (fault)
        {
            case "missing": tensors.Remove("0.bias"); break;
            case "missing module": tensors.Remove("0.bias"); tensors.Remove("0.weight"); break;
            case "extra": tensors["4.weight"] = tensors["0.weight"]; break;
            case "shape": tensors["2.weight"] = tensors["2.weight"] with { Shape = [3, 2] }; break;
            case "type": tensors["2.bias"] = TensorData.Of([1L, 2], 2); break;
            case "double": tensors["2.bias"] = new TensorData("F64", [2], new byte[16]); break;
            case "infinite": tensors["0.bias"] = TensorData.Of([1f, float.NegativeInfinity, 0], 3); break;
            default: tensors["0.num_batches_tracked"] = TensorData.Of([1f], 1); break;
        }

        var import = ImportSmall(tensors);

        Assert.Equal((3, ""), (import.Code, import.Output));
        Assert.Contains(found, import.Error.Replace("\n  expected", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(File.Exists(Saved));
    }

    [Fact]
    public void Proposes_which_module_could_be_which_layer_where_sizes_leave_no_choice()
    {
        var (tensors, _) = Numbered();

        var import = ImportSmall(tensors.ToDictionary(pair => pair.Key.Replace("0.", "encoder.first.", StringComparison.Ordinal).Replace("2.", "head.", StringComparison.Ordinal), pair => pair.Value));
        var told = ImportSmall(
            tensors.ToDictionary(pair => pair.Key.Replace("0.", "encoder.first.", StringComparison.Ordinal).Replace("2.", "head.", StringComparison.Ordinal), pair => pair.Value),
            "--map", "encoder.first=hidden", "--map", "head=output");

        Assert.Equal((3, ""), (import.Code, import.Output));
        Assert.Contains("these would fit: --map encoder.first=hidden --map head=output", import.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (told.Code, told.Error));
    }

    [Fact]
    public void Names_everything_that_does_not_fit_at_once()
    {
        var (tensors, _) = Numbered();
        tensors.Remove("0.bias");
        tensors["2.weight"] = tensors["2.weight"] with { Shape = [6] };
        tensors["stray"] = tensors["2.bias"];

        var import = ImportSmall(tensors.ToDictionary(pair => pair.Key.Replace("0.", "hidden.", StringComparison.Ordinal).Replace("2.", "output.", StringComparison.Ordinal), pair => pair.Value));

        Assert.Contains("'output.weight' is F32 [6]", import.Error, StringComparison.Ordinal);
        Assert.Contains("missing: 'hidden.bias'", import.Error, StringComparison.Ordinal);
        Assert.Contains("of no layer: 'stray'", import.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Takes_half_precision_value_by_value(string type)
    {
        var (tensors, probe) = Numbered(); // whose weights have few bits
        var halves = tensors.ToDictionary(
            pair => pair.Key,
            pair => new TensorData(type, pair.Value.Shape, MemoryMarshal.AsBytes<ushort>([.. pair.Value.Floats.ToArray().Select(value => type == "F16" ? BitConverter.HalfToUInt16Bits((Half)value) : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16))]).ToArray()));

        Assert.Equal(0, ImportSmall(halves).Code);
        Assert.All(TrainedNetwork.Load(Saved).Weights, pair => Assert.Equal(tensors[Source(pair.Key)].Floats.ToArray(), pair.Value.Floats.ToArray()));
        Assert.Equal(2, probe.Count);

        static string Source(string name) => name.Replace("hidden", "0", StringComparison.Ordinal).Replace("output", "2", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}", "")]
    [InlineData("module.{0}", "")]
    [InlineData("_orig_mod.module.{0}", "")]
    [InlineData("3.{0}", "")]
    [InlineData("net.{0}", "net.0=hidden net.2=output")]
    [InlineData("module.net.{0}", "net.0=hidden net.2=output")]
    public void Finds_modules_in_wrappers_and_by_the_names_it_is_told(string pattern, string map)
    {
        var (tensors, _) = Numbered();
        tensors["9.num_batches_tracked"] = TensorData.Of([4L], []);
        var wrapped = tensors.ToDictionary(pair => string.Format(CultureInfo.InvariantCulture, pattern, pair.Key), pair => pair.Value);
        wrapped["n_averaged"] = TensorData.Of([4L], []);

        var import = ImportSmall(wrapped, [.. map.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(pair => new[] { "--map", pair })]);

        Assert.True(import.Code == 0, import.Error);
    }

    [Fact]
    public void Keeps_a_wrappers_name_that_is_a_layers()
    {
        var (tensors, _) = Numbered();
        var network = SmallNetwork() with { Layers = [.. SmallNetwork().Layers.Select(layer => layer.Name == "hidden" ? layer with { Name = "module" } : layer)] };
        File.WriteAllText(folder["small.json"], network.ToJson());

        var import = ImportSmall(tensors.ToDictionary(pair => pair.Key.Replace("0.", "module.", StringComparison.Ordinal).Replace("2.", "output.", StringComparison.Ordinal), pair => pair.Value));

        Assert.True(import.Code == 0, import.Error);
    }

    [Fact]
    public void Refuses_two_tensors_for_one_parameter()
    {
        var (tensors, _) = Numbered();
        tensors["module.0.bias"] = tensors["0.bias"];

        var import = ImportSmall(tensors);

        Assert.Equal(3, import.Code);
        Assert.Contains("of no layer: 'module.0.bias'", import.Error, StringComparison.Ordinal);
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

        var import = Import("conv.safetensors", "conv.json", "--logits", Foreign("conv.csv"), "--data", folder["data"]);

        Assert.Equal(3, import.Code);
        Assert.Contains("16 rows, the test set has 15 images", import.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_probe_of_other_sizes_or_names()
    {
        Write("a.safetensors", new() { ["input"] = TensorData.Of([1f, 2, 3], 1, 3), ["output"] = TensorData.Of([1f, 2], 1, 2) });
        Write("b.safetensors", new() { ["x"] = TensorData.Of([1f, 2], 1, 2), ["output"] = TensorData.Of([1f, 2], 1, 2) });
        Write("c.safetensors", new() { ["input"] = TensorData.Of([1f, 2], 1, 2) });

        foreach (var (file, found) in new[] { ("a", "'input' is F32 [1, 3]"), ("b", "'x' is neither"), ("c", "'output' is missing") })
        {
            var import = ImportSmall(Numbered().Tensors, "--probe", folder[$"{file}.safetensors"]);

            Assert.Equal((3, ""), (import.Code, import.Output));
            Assert.Contains(found, import.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Wants_answers_and_words_that_fit()
    {
        Assert.Contains("--logits without --data", Usage("--logits", "x.csv"), StringComparison.Ordinal);
        Assert.Contains("--probe with --data", Usage("--probe", "x", "--data", "y"), StringComparison.Ordinal);
        Assert.Contains("--logits and --probe", Usage("--probe", "x", "--data", "y", "--logits", "z"), StringComparison.Ordinal);
        var probe = new[] { "--probe", Foreign("residual-probe.safetensors") };
        Assert.Contains("--map is 'fc'", Usage([.. probe, "--map", "fc"]), StringComparison.Ordinal);
        Assert.Contains("--map is 'fc=mean'", Usage([.. probe, "--map", "fc=mean"]), StringComparison.Ordinal);
        Assert.Contains("again", Usage([.. probe, "--map", "fc=fc", "--map", "head=fc"]), StringComparison.Ordinal);
        Assert.Contains("--classes has 2 names", Usage([.. probe, "--classes", "a,b"]), StringComparison.Ordinal);
        Assert.Contains("'a' twice", Usage([.. probe, "--classes", "a,b,a"]), StringComparison.Ordinal);

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
        Assert.Equal(3, Import(folder["w.pt"], "residual.json", "--probe", Foreign("residual-probe.safetensors")).Code);
        Assert.Equal(0, Import("residual.safetensors", "residual.json", "--probe", Foreign("residual-probe.safetensors")).Code);
        Assert.Equal(2, Import("residual.safetensors", "residual.json", "--probe", Foreign("residual-probe.safetensors")).Code);
        File.Move(Saved, folder["ours.safetensors"]);

        var ours = Import(folder["ours.safetensors"], "residual.json", "--probe", Foreign("residual-probe.safetensors"));

        Assert.Equal(3, ours.Code);
        Assert.Contains("is a checkpoint of ours already", ours.Error, StringComparison.Ordinal);
    }

    private static string Foreign(string name) => Path.Combine(AppContext.BaseDirectory, "Foreign", name);

    private ExporterRun Import(string weights, string network, params string[] options) =>
        ExporterRun.Of(["import", Foreign(weights), "--network", Foreign(network), "-o", Saved, .. options]); // a whole path stays as it is

    private ExporterRun ImportSmall(Dictionary<string, TensorData> tensors, params string[] options)
    {
        Write("small.safetensors", tensors);
        if (!File.Exists(folder["small.json"]))
        {
            File.WriteAllText(folder["small.json"], SmallNetwork().ToJson());
        }

        Write("probe.safetensors", new() { ["input"] = Numbered().Probe.Inputs, ["output"] = Numbered().Probe.Outputs });
        string[] probe = options.Contains("--probe") ? [] : ["--probe", folder["probe.safetensors"]];
        return Import(folder["small.safetensors"], folder["small.json"], [.. probe, .. options]);
    }

    private void Write(string name, Dictionary<string, TensorData> tensors)
    {
        using var stream = File.Create(folder[name]);
        new Safetensors(new Dictionary<string, string>(), tensors).Write(stream);
    }

    private static NetworkSpec SmallNetwork() => new()
    {
        Name = "small",
        Input = [2],
        Layers = [new Linear { Name = "hidden", InFeatures = 2, OutFeatures = 3 }, new Relu { Name = "relu" }, new Linear { Name = "output", InFeatures = 3, OutFeatures = 2 }],
    };

    // Sequential(Linear(2, 3), ReLU(), Linear(3, 2)), and by hand what it answers: of (1, 2) the middle is relu(5.5, −1, 3), of (−1, 1) relu(1.5, 1.5, 0)
    private static (Dictionary<string, TensorData> Tensors, NetworkProbe Probe) Numbered() => (
        new()
        {
            ["0.weight"] = TensorData.Of([1f, 2, -1, -0.5f, 1, 1], 3, 2),
            ["0.bias"] = TensorData.Of([0.5f, 1, 0], 3),
            ["2.weight"] = TensorData.Of([1f, 2, 3, -1, 0.5f, 0], 2, 3),
            ["2.bias"] = TensorData.Of([0f, 1], 2),
        },
        new NetworkProbe(TensorData.Of([1f, 2, -1, 1], 2, 2), TensorData.Of([14.5f, -4.5f, 4.5f, 0.25f], 2, 2)));
}
