using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What each activation is in ONNX.</summary>
internal static class ActivationNodes
{
    /// <summary>Writes an activation that reads the value <paramref name="input"/> and gives <paramref name="output"/>.</summary>
    public static void Write(GraphWriter graph, Activation activation, string input, string output)
    {
        switch (activation)
        {
            case Relu: graph.Node("Relu", [input], output); break;
            case LeakyRelu leaky: graph.Node("LeakyRelu", [input], output, Attribute("alpha", leaky.Slope)); break;
            case Elu elu: graph.Node("Elu", [input], output, Attribute("alpha", elu.Alpha)); break;
            case Sigmoid: graph.Node("Sigmoid", [input], output); break;
            case Tanh: graph.Node("Tanh", [input], output); break;
            case Gelu: Gaussian(graph, input, output); break;
            case Silu:
                graph.Node("Sigmoid", [input], $"{output}.sigmoid");
                graph.Node("Mul", [input, $"{output}.sigmoid"], output);
                break;
            default: throw new NotSupportedException($"{activation.GetType().Name} has no ONNX node yet");
        }
    }

    // x · ½(1 + erf(x / √2)); ONNX has an operator Gelu from opset 20 alone
    private static void Gaussian(GraphWriter graph, string input, string output)
    {
        graph.Constant($"{output}.root", MathF.Sqrt(2));
        graph.Constant($"{output}.one", 1f);
        graph.Constant($"{output}.half", 0.5f);
        graph.Node("Div", [input, $"{output}.root"], $"{output}.scaled");
        graph.Node("Erf", [$"{output}.scaled"], $"{output}.erf");
        graph.Node("Add", [$"{output}.erf", $"{output}.one"], $"{output}.raised");
        graph.Node("Mul", [$"{output}.raised", $"{output}.half"], $"{output}.share");
        graph.Node("Mul", [input, $"{output}.share"], output);
    }
}
