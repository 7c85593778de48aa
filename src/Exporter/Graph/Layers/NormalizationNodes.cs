using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What normalization is in ONNX.</summary>
internal static class NormalizationNodes
{
    /// <summary>Writes batch normalization.</summary>
    public static void Write(GraphWriter graph, BatchNorm norm, string input, string output) =>
        Running(graph, norm.Name, norm.Features, norm.HasWeights, norm.Epsilon, input, output);

    /// <summary>Writes instance normalization.</summary>
    public static void Write(GraphWriter graph, InstanceNorm norm, string input, string output)
    {
        if (norm.TrackRunningStats)
        {
            Running(graph, norm.Name, norm.Features, norm.Affine, norm.Epsilon, input, output);
        }
        else
        {
            graph.Node("InstanceNormalization", [input, .. Weights(graph, norm.Name, norm.Features, norm.Affine, output)], output, Attribute("epsilon", norm.Epsilon));
        }
    }

    /// <summary>Writes normalization over the last axes.</summary>
    public static void Write(GraphWriter graph, LayerNorm norm, GraphValue input, string output)
    {
        var axes = norm.NormalizedShape.Count;
        string weight = $"{norm.Name}.weight", bias = $"{norm.Name}.bias";
        if (graph.Opset >= 17)
        {
            if (!norm.ElementwiseAffine)
            {
                weight = $"{output}.ones";
                graph.Constant(weight, Repeated(1, norm.NormalizedShape.Aggregate((product, size) => product * size)), [.. norm.NormalizedShape.Select(size => (long)size)]);
            }

            graph.Node("LayerNormalization", norm.HasBias ? [input.Name, weight, bias] : [input.Name, weight], output, Attribute("axis", -axes), Attribute("epsilon", norm.Epsilon));
            return;
        }

        var normalized = norm.ElementwiseAffine ? $"{output}.normalized" : output;
        Moments(graph, input.Name, [.. Enumerable.Range(input.Shape.Count + 1 - axes, axes).Select(axis => (long)axis)], norm.Epsilon, normalized);
        if (norm.ElementwiseAffine)
        {
            var scaled = norm.HasBias ? $"{output}.scaled" : output;
            graph.Node("Mul", [normalized, weight], scaled);
            if (norm.HasBias)
            {
                graph.Node("Add", [scaled, bias], output);
            }
        }
    }

    /// <summary>Writes normalization of groups of channels, a group being an instance.</summary>
    /// <remarks>
    /// GroupNormalization has a weight for each channel from opset 21 alone, and is defined by the mean of the squares less the square of the mean, which loses the
    /// digits of a small variance.
    /// </remarks>
    public static void Write(GraphWriter graph, GroupNorm norm, GraphValue input, string output)
    {
        var normalized = norm.Affine ? $"{output}.normalized" : output;
        AxisNodes.Reshape(graph, input.Name, [norm.Groups, -1], $"{output}.groups");
        graph.Node(
            "InstanceNormalization",
            [$"{output}.groups", .. Weights(graph, norm.Name, norm.Groups, affine: false, output)],
            $"{output}.even",
            Attribute("epsilon", norm.Epsilon));
        AxisNodes.Reshape(graph, $"{output}.even", input.Shape, normalized);
        if (norm.Affine)
        {
            Affine(graph, norm.Name, normalized, input.Shape.Count - 1, output);
        }
    }

    /// <summary>Writes division by the power of neighbouring channels.</summary>
    /// <remarks>
    /// The operator LRN counts an even number of neighbours from the other side, is for pictures alone, and other runtimes than ONNX Runtime compute it otherwise: of one
    /// neighbour OpenVINO 2026.4, of more channels than samples the reference evaluator of onnx 1.23.
    /// </remarks>
    public static void Write(GraphWriter graph, LocalResponseNorm norm, GraphValue input, string output)
    {
        graph.Node("Mul", [input.Name, input.Name], $"{output}.squares");
        AxisNodes.Reshape(graph, $"{output}.squares", [1, input.Shape[0], -1], $"{output}.columns");
        graph.Node(
            "AveragePool",
            [$"{output}.columns"],
            $"{output}.means",
            Attribute("kernel_shape", [norm.Size, 1L]),
            Attribute("strides", [1L, 1L]),
            Attribute("pads", [norm.Size / 2, 0L, (norm.Size - 1) / 2, 0L]),
            Attribute("count_include_pad", 1));
        AxisNodes.Reshape(graph, $"{output}.means", input.Shape, $"{output}.power");
        graph.Constant($"{output}.alpha", (float)norm.Alpha);
        graph.Constant($"{output}.k", (float)norm.K);
        graph.Constant($"{output}.beta", (float)norm.Beta);
        graph.Node("Mul", [$"{output}.power", $"{output}.alpha"], $"{output}.weighted");
        graph.Node("Add", [$"{output}.weighted", $"{output}.k"], $"{output}.raised");
        graph.Node("Pow", [$"{output}.raised", $"{output}.beta"], $"{output}.divisor");
        graph.Node("Div", [input.Name, $"{output}.divisor"], output);
    }

    private static void Running(GraphWriter graph, string layer, int features, bool affine, double epsilon, string input, string output) => graph.Node(
        "BatchNormalization",
        [input, .. Weights(graph, layer, features, affine, output), $"{layer}.running_mean", $"{layer}.running_var"],
        output,
        [Attribute("epsilon", epsilon), .. Frozen(graph)]);

    // before opset 14 nothing says that the statistics stand still; runtimes take it so, and onnx's reference evaluator too where all of the momentum is theirs
    private static Onnx.AttributeProto[] Frozen(GraphWriter graph) => graph.Opset < 14 ? [Attribute("momentum", 1.0)] : [];

    // (x − mean) / √(variance + epsilon)
    private static void Moments(GraphWriter graph, string input, IReadOnlyList<long> axes, double epsilon, string output)
    {
        AxisNodes.Reduce(graph, "ReduceMean", input, axes, keep: true, $"{output}.mean");
        graph.Node("Sub", [input, $"{output}.mean"], $"{output}.centred");
        graph.Node("Mul", [$"{output}.centred", $"{output}.centred"], $"{output}.squares");
        AxisNodes.Reduce(graph, "ReduceMean", $"{output}.squares", axes, keep: true, $"{output}.variance");
        graph.Constant($"{output}.epsilon", (float)epsilon);
        graph.Node("Add", [$"{output}.variance", $"{output}.epsilon"], $"{output}.raised");
        graph.Node("Sqrt", [$"{output}.raised"], $"{output}.deviation");
        graph.Node("Div", [$"{output}.centred", $"{output}.deviation"], output);
    }

    private static void Affine(GraphWriter graph, string layer, string input, int axes, string output)
    {
        graph.Node("Mul", [input, AxisNodes.ForChannels(graph, $"{layer}.weight", axes, $"{output}.weight")], $"{output}.scaled");
        graph.Node("Add", [$"{output}.scaled", AxisNodes.ForChannels(graph, $"{layer}.bias", axes, $"{output}.bias")], output);
    }

    // ones and zeros for a layer without its own
    private static string[] Weights(GraphWriter graph, string layer, int channels, bool affine, string output)
    {
        if (affine)
        {
            return [$"{layer}.weight", $"{layer}.bias"];
        }

        graph.Constant($"{output}.ones", Repeated(1, channels), channels);
        graph.Constant($"{output}.zeros", Repeated(0, channels), channels);
        return [$"{output}.ones", $"{output}.zeros"];
    }

    private static float[] Repeated(float value, int count) => [.. Enumerable.Repeat(value, count)];
}
