using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What each activation is in ONNX.</summary>
internal static class ActivationNodes
{
    // where ln(1 + eˣ) is x in float32: from here on PyTorch's threshold changes nothing
    private const double LineBegins = 20;

    /// <summary>Writes an activation that reads the value <paramref name="input"/> and gives <paramref name="output"/>.</summary>
    public static void Write(GraphWriter graph, Activation activation, GraphValue input, string output)
    {
        var name = input.Name;
        switch (activation)
        {
            case Relu: graph.Node("Relu", [name], output); break;
            case Relu6: Clipped(graph, name, output, 0, 6); break;
            case LeakyRelu leaky: graph.Node("LeakyRelu", [name], output, Attribute("alpha", leaky.Slope)); break;
            case RRelu random: graph.Node("LeakyRelu", [name], output, Attribute("alpha", random.Slope)); break; // a finished network draws nothing
            case PRelu learned: Learned(graph, learned, input, output); break;
            case Elu elu: graph.Node("Elu", [name], output, Attribute("alpha", elu.Alpha)); break;
            case Celu celu: graph.Node("Celu", [name], output, Attribute("alpha", celu.Alpha)); break;
            case Selu: graph.Node("Selu", [name], output, Attribute("alpha", Selu.Alpha), Attribute("gamma", Selu.Scale)); break;
            case Thresholded cut: Cut(graph, cut, name, output); break;
            case Gelu gelu: GeluNodes.Write(graph, gelu, name, output); break;
            case Sigmoid: graph.Node("Sigmoid", [name], output); break;
            case LogSigmoid: NegativeSoftplus(graph, name, output); break;
            case Tanh: graph.Node("Tanh", [name], output); break;
            case Tanhshrink: LessTanh(graph, name, output); break;
            case Softsign: graph.Node("Softsign", [name], output); break;
            case Softplus { Beta: 1, Threshold: >= LineBegins }: graph.Node("Softplus", [name], output); break;
            case Softplus softplus: Rounded(graph, softplus, name, output); break;
            case Silu: Gated(graph, name, output, "Sigmoid"); break;
            case Mish: GatedBySoftplus(graph, name, output); break;
            case Hardsigmoid: graph.Node("HardSigmoid", [name], output, [.. Sixth]); break;
            case Hardswish: GatedHard(graph, name, output); break;
            case Hardtanh hard: Clipped(graph, name, output, hard.MinVal, hard.MaxVal); break;
            case Hardshrink shrink: graph.Node("Shrink", [name], output, Attribute("lambd", shrink.Lambda), Attribute("bias", 0.0)); break;
            case Softshrink shrink: graph.Node("Shrink", [name], output, Attribute("lambd", shrink.Lambda), Attribute("bias", shrink.Lambda)); break;
            default: throw new NotSupportedException($"{activation.GetType().Name} has no ONNX node yet");
        }
    }

    // x / 6 + ½ between 0 and 1
    private static Onnx.AttributeProto[] Sixth => [Attribute("alpha", 1.0 / 6), Attribute("beta", 0.5)];

    private static void Clipped(GraphWriter graph, string input, string output, double least, double most)
    {
        graph.Constant($"{output}.least", (float)least);
        graph.Constant($"{output}.most", (float)most);
        graph.Node("Clip", [input, $"{output}.least", $"{output}.most"], output);
    }

    private static void Gated(GraphWriter graph, string input, string output, string gate, params IReadOnlyList<Onnx.AttributeProto> attributes)
    {
        graph.Node(gate, [input], $"{output}.gate", attributes);
        graph.Node("Mul", [input, $"{output}.gate"], output);
    }

    // the weights of channels stand along the first axis of a sample, ONNX aligns shapes at the last
    private static void Learned(GraphWriter graph, PRelu learned, GraphValue input, string output)
    {
        var slope = $"{learned.Name}.weight";
        if (learned.NumParameters > 1 && input.Shape.Count > 1)
        {
            graph.Constant($"{output}.shape", [learned.NumParameters, .. Enumerable.Repeat(1L, input.Shape.Count - 1)]);
            graph.Node("Reshape", [slope, $"{output}.shape"], $"{output}.slope");
            slope = $"{output}.slope";
        }

        graph.Node("PRelu", [input.Name, slope], output);
    }

    private static void Cut(GraphWriter graph, Thresholded cut, string input, string output)
    {
        graph.Constant($"{output}.threshold", (float)cut.Threshold);
        graph.Constant($"{output}.value", (float)cut.Value);
        graph.Node("LessOrEqual", [input, $"{output}.threshold"], $"{output}.below"); // which a NaN is not, so that it passes as in PyTorch
        graph.Node("Where", [$"{output}.below", $"{output}.value", input], output);
    }

    // ln σ(x) = −ln(1 + e⁻ˣ)
    private static void NegativeSoftplus(GraphWriter graph, string input, string output)
    {
        graph.Node("Neg", [input], $"{output}.negative");
        graph.Node("Softplus", [$"{output}.negative"], $"{output}.softplus");
        graph.Node("Neg", [$"{output}.softplus"], output);
    }

    private static void LessTanh(GraphWriter graph, string input, string output)
    {
        graph.Node("Tanh", [input], $"{output}.tanh");
        graph.Node("Sub", [input, $"{output}.tanh"], output);
    }

    private static void Rounded(GraphWriter graph, Softplus softplus, string input, string output)
    {
        graph.Constant($"{output}.beta", (float)softplus.Beta);
        graph.Node("Mul", [input, $"{output}.beta"], $"{output}.scaled");
        graph.Node("Softplus", [$"{output}.scaled"], $"{output}.softplus");
        if (softplus.Threshold >= LineBegins)
        {
            graph.Node("Div", [$"{output}.softplus", $"{output}.beta"], output);
            return;
        }

        graph.Node("Div", [$"{output}.softplus", $"{output}.beta"], $"{output}.rounded");
        graph.Constant($"{output}.threshold", (float)softplus.Threshold);
        graph.Node("Greater", [$"{output}.scaled", $"{output}.threshold"], $"{output}.above");
        graph.Node("Where", [$"{output}.above", input, $"{output}.rounded"], output);
    }

    private static void GatedBySoftplus(GraphWriter graph, string input, string output)
    {
        if (graph.Opset >= 18)
        {
            graph.Node("Mish", [input], output);
            return;
        }

        graph.Node("Softplus", [input], $"{output}.softplus");
        graph.Node("Tanh", [$"{output}.softplus"], $"{output}.gate");
        graph.Node("Mul", [input, $"{output}.gate"], output);
    }

    private static void GatedHard(GraphWriter graph, string input, string output)
    {
        if (graph.Opset >= 14)
        {
            graph.Node("HardSwish", [input], output);
            return;
        }

        Gated(graph, input, output, "HardSigmoid", Sixth);
    }
}
