using System.Text.Json.Nodes;
using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>Checkpoints of made-up networks with one fault each, anywhere: named, exit code 3, and no file.</summary>
public sealed class RandomFaultTests
{
    private static readonly Fault[] Faults =
    [
        new("a weight is missing", (file, dice) => Name(file, dice, name => file.Tensors.Remove(name))),
        new("a weight is too many", (file, dice) => Name(file, dice, name => file.Tensors.Add($"{name}.copy", file.Tensors[name]), name => $"{name}.copy")),
        new("a weight has an axis too many", (file, dice) => Name(file, dice, name => file.Tensors[name] = file.Tensors[name] with { Shape = [1, .. file.Tensors[name].Shape] })),
        new("a weight is a value longer", (file, dice) => Name(file, dice, name => file.Tensors[name] = Longer(file.Tensors[name]))),
        new("a weight holds whole numbers", (file, dice) => Name(file, dice, name => file.Tensors[name] = file.Tensors[name] with { Type = "I32" })),
        new("a weight is of half precision", (file, dice) => Name(file, dice, name =>
            file.Tensors[name] = file.Tensors[name] with { Type = "F16", Bytes = file.Tensors[name].Bytes[..(file.Tensors[name].Bytes.Length / 2)] })),
        new("a weight is no number", (file, dice) => Name(file, dice, name => Spoil(file, dice, name, float.NaN))),
        new("a weight is infinite", (file, dice) => Name(file, dice, name => Spoil(file, dice, name, dice.OneOf(float.PositiveInfinity, float.NegativeInfinity)))),
        new("a layer is unknown", (file, dice) => Layer(file, dice, (layers, place) => layers[place]!["kind"] = "deformableconv2d", _ => "deformableconv2d")),
        new("a layer has an unknown option", (file, dice) => Layer(file, dice, (layers, place) => layers[place]!["flavour"] = 1, _ => "flavour")),
        new("a layer has no name", (file, dice) => Layer(file, dice, (layers, place) => layers[place]!.AsObject().Remove("name"), _ => "name")),
        new("two layers have one name", (file, dice) => Layer(file, dice, (layers, place) => layers[place]!["name"] = (string?)layers[(place + 1) % layers.Count]!["name"], name => null)),
        new("a layer reads itself", (file, dice) => Layer(file, dice, (layers, place) => Read(layers[place]!, (string)layers[place]!["name"]!), name => name)),
        new("layers read one another", (file, dice) => Layer(file, dice, (layers, place) => Read(layers[place]!, (string)layers[^1]!["name"]!), name => name)),
        new("a layer reads none that there is", (file, dice) => Layer(file, dice, (layers, place) => Read(layers[place]!, "nowhere"), _ => "nowhere")),
        new("the version is unknown", (file, dice) =>
        {
            var version = dice.OneOf("0", "99", "-1", "three", "");
            file.Metadata["toolchain.checkpoint"] = version;
            return version;
        }),
        new("the version is missing", (file, _) =>
        {
            file.Metadata.Remove("toolchain.checkpoint");
            return "toolchain.checkpoint";
        }),
        new("the network is no JSON", (file, dice) =>
        {
            file.Metadata["network"] = file.Metadata["network"][..dice.Below(file.Metadata["network"].Length)];
            return "network";
        }),
    ];

    public static TheoryData<string> Names => [.. Faults.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_fault_is_named_and_nothing_is_written(string name)
    {
        var fault = Faults.Single(known => known.Name == name);

        Gen.UInt.Sample(
            seed =>
            {
                using var run = new TempFolder();
                var network = ChanceNetwork.Make(seed);
                var path = ExporterRun.Saved(run, TinyCheckpoint.Make(probe: 1) with { Network = network, Weights = ChanceNetwork.Weights(network, seed) });
                var saved = Safetensors.Read(path);
                var file = new OpenFile(new(saved.Metadata), new(saved.Tensors), network);
                var said = fault.Make(file, new Dice(seed ^ 77));
                using (var stream = File.Create(path))
                {
                    new Safetensors(file.Metadata, file.Tensors).Write(stream);
                }

                var before = run.Files;

                var export = ExporterRun.Of("export", run.Path);

                Assert.Equal((3, ""), (export.Code, export.Output));
                Assert.Contains(said, export.Error, StringComparison.Ordinal);
                Assert.Contains("expected:", export.Error, StringComparison.Ordinal);
                Assert.Contains("next:", export.Error, StringComparison.Ordinal);
                Assert.Equal(before, run.Files);
            },
            iter: 15);
    }

    private static string Name(OpenFile file, Dice dice, Action<string> change, Func<string, string>? said = null)
    {
        var name = dice.OneOf([.. file.Network.Parameters.Select(parameter => parameter.Name)]);
        change(name);
        return said is null ? name : said(name);
    }

    private static string Layer(OpenFile file, Dice dice, Action<JsonArray, int> change, Func<string, string?> said)
    {
        var network = JsonNode.Parse(file.Metadata["network"])!;
        var layers = network["layers"]!.AsArray();
        var place = dice.Below(layers.Count);
        var name = (string)layers[place]!["name"]!;
        change(layers, place);
        file.Metadata["network"] = network.ToJsonString();
        return said(name) ?? (string)layers[place]!["name"]!;
    }

    private static void Read(JsonNode layer, string name)
    {
        if (layer["inputs"] is JsonArray inputs)
        {
            inputs[0] = name;
        }
        else
        {
            layer["input"] = name;
        }
    }

    private static void Spoil(OpenFile file, Dice dice, string name, float value)
    {
        var values = file.Tensors[name].Floats.ToArray();
        values[dice.Below(values.Length)] = value;
        file.Tensors[name] = TensorData.Of(values, [.. file.Tensors[name].Shape]);
    }

    private static TensorData Longer(TensorData tensor)
    {
        long[] shape = [.. tensor.Shape.SkipLast(1), tensor.Shape[^1] + 1];
        return TensorData.Of(new float[shape.Aggregate((product, size) => product * size)], shape);
    }

    /// <summary>One way to break a checkpoint, and what must be said of it.</summary>
    private sealed record Fault(string Name, Func<OpenFile, Dice, string> Make);

    /// <summary>A checkpoint's parts, to be changed.</summary>
    private sealed record OpenFile(Dictionary<string, string> Metadata, Dictionary<string, TensorData> Tensors, NetworkSpec Network);
}
