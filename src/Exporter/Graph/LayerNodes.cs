using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What each kind of layer is in ONNX. A new layer is one line here.</summary>
/// <remarks>Operators are written in forms that every opset we support knows; where one came later, its opset decides between it and older ones that do the same.</remarks>
internal static class LayerNodes
{
    /// <summary>Writes a layer that reads the values <paramref name="inputs"/> and gives the value <paramref name="result"/>.</summary>
    public static void Write(GraphWriter graph, LayerSpec layer, IReadOnlyList<GraphValue> inputs, GraphValue result)
    {
        var (input, output) = (inputs[0].Name, result.Name);
        switch (layer)
        {
            case Flatten: graph.Node("Flatten", [input], output, Attribute("axis", 1)); break;
            case Reshape reshape: Reshaped(graph, reshape, input, output); break;
            case Linear linear: graph.Node("Gemm", Trained(layer, input, linear.Bias), output, Attribute("transB", 1)); break;
            case Conv2d conv: graph.Node("Conv", Trained(layer, input, conv.Bias), output, [.. Window(conv, conv.Stride ?? 1), Attribute("group", conv.Groups)]); break;
            case BatchNorm norm: Normalization(graph, norm, input, output); break;
            case MaxPool2d pool: graph.Node("MaxPool", [input], output, [.. Window(pool, pool.Stride ?? pool.Kernel)]); break;
            case AvgPool2d pool: AveragePool(graph, pool, input, output); break;
            case GlobalAvgPool2d: GlobalAverage(graph, input, output); break;
            case RandomZeros: graph.Node("Identity", [input], output); break; // a finished network drops nothing
            case Activation activation: ActivationNodes.Write(graph, activation, inputs[0], output); break;
            case AxisActivation or Softmax2d: AxisActivationNodes.Write(graph, layer, inputs[0], output); break;
            case Lookup lookup: LookupNodes.Write(graph, lookup, inputs[0], output); break;
            case Recurrence recurrence: RecurrentNodes.Write(graph, recurrence, inputs[0], result); break;
            case MultiheadAttention attention: AttentionNodes.Write(graph, attention, inputs, output); break;
            case EncoderBlocks encoder: EncoderNodes.Write(graph, encoder, inputs[0], output); break;
            case Add: graph.Node("Sum", [.. inputs.Select(value => value.Name)], output); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no ONNX node yet");
        }
    }

    private static string[] Trained(LayerSpec layer, string input, bool bias) =>
        bias ? [input, $"{layer.Name}.weight", $"{layer.Name}.bias"] : [input, $"{layer.Name}.weight"];

    private static void Reshaped(GraphWriter graph, Reshape reshape, string input, string output)
    {
        graph.Constant($"{output}.shape", [0, .. reshape.Shape.Select(size => (long)size)]); // 0 keeps the batch
        graph.Node("Reshape", [input, $"{output}.shape"], output);
    }

    private static void Normalization(GraphWriter graph, BatchNorm norm, string input, string output) => graph.Node(
        "BatchNormalization",
        [input, $"{norm.Name}.weight", $"{norm.Name}.bias", $"{norm.Name}.running_mean", $"{norm.Name}.running_var"],
        output,
        [Attribute("epsilon", norm.Epsilon), .. Frozen(graph)]);

    // before opset 14 nothing says that the statistics stand still; runtimes take it so, and onnx's reference evaluator too where all of the momentum is theirs
    private static Onnx.AttributeProto[] Frozen(GraphWriter graph) => graph.Opset < 14 ? [Attribute("momentum", 1.0)] : [];

    private static void AveragePool(GraphWriter graph, AvgPool2d pool, string input, string output) =>
        graph.Node("AveragePool", [input], output, [.. Undilated(pool, pool.Stride ?? pool.Kernel), Attribute("count_include_pad", pool.CountPadding ? 1 : 0)]);

    private static void GlobalAverage(GraphWriter graph, string input, string output)
    {
        graph.Node("GlobalAveragePool", [input], $"{output}.pooled");
        graph.Node("Flatten", [$"{output}.pooled"], output, Attribute("axis", 1));
    }

    private static IEnumerable<Onnx.AttributeProto> Window(SlidingLayer layer, Size2d stride) => [.. Undilated(layer, stride), Pair("dilations", layer.Dilation ?? 1)];

    // AveragePool knows no dilations before opset 19, and neither does PyTorch's
    private static IEnumerable<Onnx.AttributeProto> Undilated(SlidingLayer layer, Size2d stride)
    {
        var padding = layer.Padding ?? 0;
        return
        [
            Pair("kernel_shape", layer.Kernel),
            Pair("strides", stride),
            Attribute("pads", [padding.Height, padding.Width, padding.Height, padding.Width]), // before both axes, then after both
        ];
    }

    private static Onnx.AttributeProto Pair(string attribute, Size2d size) => Attribute(attribute, [size.Height, size.Width]);
}
