using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Networks.Plain;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Diagnosis;

/// <summary>Finds the first layer of a model that does not give what it should.</summary>
/// <remarks>
/// A checkpoint holds answers, but nothing of what lies between the layers, and the exporter has no libtorch to ask. What lies between is computed here, in
/// double precision and by plain loops; layers of other kinds are taken as the graph gives them, and what follows is computed from there.
/// </remarks>
internal static class LayerComparison
{
    private const int MostSamples = 4; // plain loops take a second for a picture and some millions of products

    // as a share of the layer's largest value: a step of 8 bits or of float16 for each of a few layers
    private static readonly Dictionary<string, double> ReducedTolerance = new(StringComparer.Ordinal) { [ModelPrecision.Float16] = 1e-2, [ModelPrecision.Int8] = 1e-1 };

    /// <summary>Holds a model in float32 against plain arithmetic.</summary>
    public static LayerReport WithPlainLoops(ModelProto model, InputConvention input, TrainedNetwork source)
    {
        var graph = GraphLayers.Run(model, input, source);
        var answers = Rows(source.Probe);
        var samples = Farthest(sample => Differences.Largest(graph.Of(source.Network.Layers[^1], sample), answers(sample)).Largest, source.Probe.Count);
        var given = new HashSet<string>(StringComparer.Ordinal);
        var expected = samples.ToDictionary(sample => sample, sample => DoubleForward.Values(source.Network, source.Weights, PlainSamples.Of(source.Probe.Inputs, sample), layer =>
        {
            given.Add(layer.Name);
            return graph.Of(layer, sample)?.Select(value => (double)value).ToArray();
        }));
        var layers = Compare(
            source.Network,
            samples,
            graph.Of,
            (layer, sample) => expected[sample].TryGetValue(layer.Name, out var values) ? [.. values.Select(value => (float)value)] : null,
            ParityGate.Tolerance,
            layer => given.Contains(layer.Name) ? "of a kind that is not computed here: taken as the graph gives it" : null);
        var own = samples.Max(sample => expected[sample].TryGetValue(source.Network.Layers[^1].Name, out var values) ? Excess([.. values.Select(value => (float)value)], answers(sample)) : 0);
        var first = layers.FirstOrDefault(layer => layer.Diverges == true);
        return new LayerReport(
            "plain loops in double precision",
            samples.Length,
            layers,
            first?.Layer,
            first is not null ? $"'{first.Layer}' ({first.Kind}) is the first layer that diverges from what the checkpoint's weights give"
            : own > 1 ? $"no layer diverges from what its weights say; so the {(source.Training is null ? "layers and weights" : "weights")} are not those that gave the checkpoint's answers"
            : "no layer diverges");
    }

    /// <summary>Holds a model in less than float32 against the same model in float32.</summary>
    public static LayerReport WithFloat32(ModelProto reduced, ModelProto whole, string precision, InputConvention input, TrainedNetwork source)
    {
        var (graph, single) = (GraphLayers.Run(reduced, input, source), GraphLayers.Run(whole, input, source));
        var last = source.Network.Layers[^1];
        var samples = Farthest(sample => Differences.Largest(graph.Of(last, sample), single.Of(last, sample)).Largest, source.Probe.Count);
        var layers = Compare(source.Network, samples, graph.Of, single.Of, ReducedTolerance[precision], _ => null);
        var first = layers.FirstOrDefault(layer => layer.Diverges == true);
        var worst = layers.MaxBy(layer => layer.RelativeDifference ?? 0);
        return new LayerReport(
            "the model in fp32",
            samples.Length,
            layers,
            first?.Layer,
            first is not null ? $"'{first.Layer}' ({first.Kind}) is the first layer that diverges: its values or weights are too far apart for {precision}"
            : $"no layer diverges; '{worst!.Layer}' ({worst.Kind}) is farthest off");
    }

    // a sum of large numbers may be small, and no more exact than these: in float32 what a layer reads counts too
    private static LayerDifference[] Compare(
        NetworkSpec network, int[] samples, Func<LayerSpec, int, float[]?> found, Func<LayerSpec, int, float[]?> expected, double tolerance, Func<LayerSpec, string?> note)
    {
        var scales = new Dictionary<string, double>(StringComparer.Ordinal) { [NetworkSpec.InputName] = 0 };
        return [.. network.Layers.Select((layer, place) =>
        {
            var (largest, scale, compared) = (0.0, tolerance > ParityGate.Tolerance ? 0 : network.InputsOf(place).Max(input => scales[input]), note(layer) is null);
            foreach (var sample in samples)
            {
                var (left, right) = (found(layer, sample), expected(layer, sample));
                compared &= left is not null && right is not null;
                var (difference, size) = Differences.Largest(left ?? [], right ?? []);
                (largest, scale) = (Math.Max(largest, difference), Math.Max(scale, size));
            }

            scales[layer.Name] = scale;
            var relative = largest == 0 ? 0 : largest / scale;
            return compared
                ? new LayerDifference(layer.Name, layer.GetType().Name, largest, relative, tolerance, !(relative <= tolerance), null)
                : new LayerDifference(layer.Name, layer.GetType().Name, null, null, null, null, note(layer) ?? "no value of its own in this graph");
        })];
    }

    // the samples that are farthest off, in the order of the probe
    private static int[] Farthest(Func<int, double> difference, int count) =>
        [.. Enumerable.Range(0, count).OrderByDescending(difference).ThenBy(sample => sample).Take(MostSamples).Order()];

    // by how many times the gate's tolerance some answers are off
    private static double Excess(ReadOnlySpan<float> found, ReadOnlySpan<float> expected)
    {
        var (largest, scale) = Differences.Largest(found, expected);
        return largest / (ParityGate.Tolerance * Math.Max(1, scale));
    }

    private static Func<int, float[]> Rows(NetworkProbe probe)
    {
        var width = probe.Outputs.Floats.Length / probe.Count;
        return sample => probe.Outputs.Floats.Slice(sample * width, width).ToArray();
    }
}
