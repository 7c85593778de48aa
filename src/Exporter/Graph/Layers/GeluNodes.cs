using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>x · Φ(x) in ONNX, which has an operator for it since opset 20.</summary>
internal static class GeluNodes
{
    /// <summary>Writes an activation that reads the value <paramref name="input"/> and gives <paramref name="output"/>.</summary>
    public static void Write(GraphWriter graph, Gelu gelu, string input, string output)
    {
        var isTanh = gelu.Approximate == GeluForm.Tanh;
        if (graph.Opset >= 20)
        {
            graph.Node("Gelu", [input], output, Attribute("approximate", isTanh ? "tanh" : "none"));
            return;
        }

        var bent = isTanh ? Tanh(graph, input, output) : Erf(graph, input, output);
        graph.Constant($"{output}.one", 1f);
        graph.Constant($"{output}.half", 0.5f);
        graph.Node("Add", [bent, $"{output}.one"], $"{output}.raised");
        graph.Node("Mul", [$"{output}.raised", $"{output}.half"], $"{output}.share");
        graph.Node("Mul", [input, $"{output}.share"], output);
    }

    // erf(x / √2)
    private static string Erf(GraphWriter graph, string input, string output)
    {
        graph.Constant($"{output}.root", MathF.Sqrt(2));
        graph.Node("Div", [input, $"{output}.root"], $"{output}.scaled");
        graph.Node("Erf", [$"{output}.scaled"], $"{output}.erf");
        return $"{output}.erf";
    }

    // tanh(√(2/π) · (x + 0.044715 · x³))
    private static string Tanh(GraphWriter graph, string input, string output)
    {
        graph.Constant($"{output}.scale", (float)Gelu.TanhScale);
        graph.Constant($"{output}.cubic", (float)Gelu.CubeShare);
        graph.Node("Mul", [input, input], $"{output}.square");
        graph.Node("Mul", [$"{output}.square", input], $"{output}.cube");
        graph.Node("Mul", [$"{output}.cube", $"{output}.cubic"], $"{output}.part");
        graph.Node("Add", [input, $"{output}.part"], $"{output}.sum");
        graph.Node("Mul", [$"{output}.sum", $"{output}.scale"], $"{output}.scaled");
        graph.Node("Tanh", [$"{output}.scaled"], $"{output}.tanh");
        return $"{output}.tanh";
    }
}
