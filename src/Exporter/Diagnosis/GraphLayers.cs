using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Diagnosis;

/// <summary>What the layers of a network give in a running graph.</summary>
internal sealed class GraphLayers
{
    // a value by the names that it may go by: as an 8-bit number and back, in float16, or as it is
    private static readonly string[] Forms = ["/dequantized", "/float16", ""];

    private readonly IReadOnlyDictionary<string, float[]> values;
    private readonly GraphIndex index;
    private readonly NetworkSpec network;
    private readonly string answer;
    private readonly int samples;

    private GraphLayers(IReadOnlyDictionary<string, float[]> values, GraphIndex index, TrainedNetwork source)
    {
        this.values = values;
        this.index = index;
        network = source.Network;
        answer = source.ClassNames is null ? ModelMetadata.GeneralOutputName : ModelMetadata.LogitsName;
        samples = source.Probe.Count;
    }

    /// <summary>Runs a model on a checkpoint's probe.</summary>
    public static GraphLayers Run(ModelProto model, InputConvention input, TrainedNetwork source) =>
        new(InnerValues.Of(model, input, source.Probe.Inputs), new GraphIndex(model.Graph), source);

    /// <summary>What a layer gives for a sample of the probe; null where the graph has no such value.</summary>
    public float[]? Of(LayerSpec layer, int sample)
    {
        var value = layer == network.Layers[^1] ? answer : $"{layer.Name}.output";
        if (IsFolded(value) || Forms.Select(form => value + form).FirstOrDefault(values.ContainsKey) is not { } name)
        {
            return null;
        }

        var width = values[name].Length / samples;
        return values[name].AsSpan(sample * width, width).ToArray();
    }

    // what comes after it is in the weights, so that the value is not the layer's own
    private bool IsFolded(string value) => index.MakerOf(value)?.Input.Contains($"{value}.folded.weight") == true;
}
