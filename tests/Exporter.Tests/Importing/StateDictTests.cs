using System.Globalization;
using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests.Importing;

/// <summary>Which tensor of another program's file is which parameter, and what does not fit.</summary>
public sealed class StateDictTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Saved => folder["checkpoint.safetensors"];

    public void Dispose() => folder.Dispose();

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
    [InlineData("module.net.{0}", "module.net.0=hidden module.net.2=output")]
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

        var import = ImportSmall(network, tensors.ToDictionary(pair => pair.Key.Replace("0.", "module.", StringComparison.Ordinal).Replace("2.", "output.", StringComparison.Ordinal), pair => pair.Value));

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
    [InlineData("7=hidden", "has no module or tensor '7'")]
    [InlineData("0.weigth=hidden.weight", "has no module or tensor '0.weigth'")]
    public void Refuses_a_name_that_the_file_does_not_have(string pair, string found)
    {
        var import = ImportSmall(Numbered().Tensors, "--map", pair);

        Assert.Equal((2, ""), (import.Code, import.Output));
        Assert.Contains($"--map {pair}", import.Error, StringComparison.Ordinal);
        Assert.Contains(found, import.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Saved));
    }

    [Fact]
    public void Takes_the_users_word_before_a_name_that_is_the_same()
    {
        var (tensors, _) = Numbered();
        var swapped = tensors.ToDictionary(pair => pair.Key.Replace("0.", "output.", StringComparison.Ordinal).Replace("2.", "hidden.", StringComparison.Ordinal), pair => pair.Value);

        var import = ImportSmall(swapped, "--map", "output=hidden", "--map", "hidden=output");

        Assert.True(import.Code == 0, import.Error);
    }

    [Fact]
    public void Refuses_a_probe_of_other_sizes_or_names()
    {
        ForeignFile.Write(folder["a.safetensors"], new() { ["input"] = TensorData.Of([1f, 2, 3], 1, 3), ["output"] = TensorData.Of([1f, 2], 1, 2) });
        ForeignFile.Write(folder["b.safetensors"], new() { ["x"] = TensorData.Of([1f, 2], 1, 2), ["output"] = TensorData.Of([1f, 2], 1, 2) });
        ForeignFile.Write(folder["c.safetensors"], new() { ["input"] = TensorData.Of([1f, 2], 1, 2) });

        foreach (var (file, found) in new[] { ("a", "'input' is F32 [1, 3]"), ("b", "'x' is neither"), ("c", "'output' is missing") })
        {
            var import = ImportSmall(Numbered().Tensors, "--probe", folder[$"{file}.safetensors"]);

            Assert.Equal((3, ""), (import.Code, import.Output));
            Assert.Contains(found, import.Error, StringComparison.Ordinal);
        }
    }

    private ExporterRun ImportSmall(Dictionary<string, TensorData> tensors, params string[] options) => ImportSmall(SmallNetwork(), tensors, options);

    private ExporterRun ImportSmall(NetworkSpec network, Dictionary<string, TensorData> tensors, params string[] options)
    {
        ForeignFile.Write(folder["probe.safetensors"], new() { ["input"] = Numbered().Probe.Inputs, ["output"] = Numbered().Probe.Outputs });
        string[] probe = options.Contains("--probe") ? [] : ["--probe", folder["probe.safetensors"]];
        return ForeignFile.Import(folder, network, tensors, [.. probe, .. options]);
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
