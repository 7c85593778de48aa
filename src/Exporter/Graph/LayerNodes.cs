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
            case Flatten flatten: ShapeNodes.Write(graph, flatten, inputs[0], result); break;
            case Reshape or Unflatten: AxisNodes.Reshape(graph, input, result.Shape, output); break;
            case Permute permute: ShapeNodes.Write(graph, permute, input, output); break;
            case Mean mean: ShapeNodes.Write(graph, mean, inputs[0], output); break;
            case Narrow narrow: ShapeNodes.Write(graph, narrow, inputs[0], output); break;
            case PaddingLayer padding: PaddingNodes.Write(graph, padding, inputs[0], output); break;
            case Upsample upsample: UpsampleNodes.Write(graph, upsample, inputs[0], result); break;
            case PixelShuffle shuffle: ShapeNodes.Write(graph, shuffle, input, output); break;
            case PixelUnshuffle shuffle: ShapeNodes.Write(graph, shuffle, inputs[0], result); break;
            case ChannelShuffle shuffle: ShapeNodes.Write(graph, shuffle, inputs[0], output); break;
            case Linear linear: Dense(graph, linear, inputs[0], output); break;
            case Affine affine: ScaleAndShift(graph, affine, input, output); break;
            case Convolution conv: ConvolutionNodes.Write(graph, conv, inputs[0], output); break;
            case TransposedConvolution conv: ConvolutionNodes.Write(graph, conv, inputs[0], result); break;
            case Unfold unfold: ConvolutionNodes.Write(graph, unfold, inputs[0], result); break;
            case Fold fold: ConvolutionNodes.Write(graph, fold, inputs[0], result); break;
            case BatchNorm norm: NormalizationNodes.Write(graph, norm, input, output); break;
            case InstanceNorm norm: NormalizationNodes.Write(graph, norm, input, output); break;
            case LayerNorm norm: NormalizationNodes.Write(graph, norm, inputs[0], output); break;
            case GroupNorm norm: NormalizationNodes.Write(graph, norm, inputs[0], output); break;
            case LocalResponseNorm norm: NormalizationNodes.Write(graph, norm, inputs[0], output); break;
            case Pooling pooling: PoolNodes.Write(graph, pooling, inputs[0], output); break;
            case AdaptivePooling pooling: AdaptivePoolNodes.Write(graph, pooling, inputs[0], result); break;
            case GlobalAvgPool2d: GlobalAverage(graph, input, output); break;
            case Activation activation: ActivationNodes.Write(graph, activation, inputs[0], output); break;
            case AxisActivation or Softmax2d: AxisActivationNodes.Write(graph, layer, inputs[0], output); break;
            case Lookup lookup: LookupNodes.Write(graph, lookup, inputs[0], output); break;
            case Recurrence recurrence: RecurrentNodes.Write(graph, recurrence, inputs[0], result); break;
            case MultiheadAttention attention: AttentionNodes.Write(graph, attention, inputs, output); break;
            case EncoderBlocks encoder: EncoderNodes.Write(graph, encoder, inputs[0], output); break;
            case Identity or RandomZeros: graph.Node("Identity", [input], output); break; // a finished network drops nothing
            case Joint joint: JointNodes.Write(graph, joint, inputs, result); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no ONNX node yet");
        }
    }

    /// <summary>What an operator with weights reads.</summary>
    public static string[] Trained(LayerSpec layer, string input, bool bias) =>
        bias ? [input, $"{layer.Name}.weight", $"{layer.Name}.bias"] : [input, $"{layer.Name}.weight"];

    // Gemm takes rows alone; MatMul takes any axes before them, and a weight the other way round
    private static void Dense(GraphWriter graph, Linear linear, GraphValue input, string output)
    {
        if (input.Shape.Count == 1)
        {
            graph.Node("Gemm", Trained(linear, input.Name, linear.Bias), output, Attribute("transB", 1));
            return;
        }

        var product = linear.Bias ? $"{output}.product" : output;
        graph.Node("Transpose", [$"{linear.Name}.weight"], $"{output}.weight", Attribute("perm", [1L, 0]));
        graph.Node("MatMul", [input.Name, $"{output}.weight"], product);
        if (linear.Bias)
        {
            graph.Node("Add", [product, $"{linear.Name}.bias"], output);
        }
    }

    private static void ScaleAndShift(GraphWriter graph, Affine affine, string input, string output)
    {
        var scaled = affine.Weight && affine.Bias ? $"{output}.scaled" : output;
        if (affine.Weight)
        {
            graph.Node("Mul", [input, $"{affine.Name}.weight"], scaled);
        }

        if (affine.Bias)
        {
            graph.Node("Add", [affine.Weight ? scaled : input, $"{affine.Name}.bias"], output);
        }
    }

    private static void GlobalAverage(GraphWriter graph, string input, string output)
    {
        graph.Node("GlobalAveragePool", [input], $"{output}.pooled");
        graph.Node("Flatten", [$"{output}.pooled"], output, Attribute("axis", 1));
    }
}
