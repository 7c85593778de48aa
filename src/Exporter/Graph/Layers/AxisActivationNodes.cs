using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What the activations along an axis are in ONNX.</summary>
internal static class AxisActivationNodes
{
    /// <summary>Writes an activation that reads <paramref name="input"/> and gives <paramref name="output"/>.</summary>
    public static void Write(GraphWriter graph, LayerSpec layer, GraphValue input, string output)
    {
        switch (layer)
        {
            case Softmax { Dim: var dim }: graph.Node("Softmax", [input.Name], output, Attribute("axis", dim)); break;
            case LogSoftmax { Dim: var dim }: graph.Node("LogSoftmax", [input.Name], output, Attribute("axis", dim)); break;
            case Softmax2d: graph.Node("Softmax", [input.Name], output, Attribute("axis", 1)); break;
            case Softmin { Dim: var dim }:
                graph.Node("Neg", [input.Name], $"{output}.negative");
                graph.Node("Softmax", [$"{output}.negative"], output, Attribute("axis", dim));
                break;
            case Glu { Dim: var dim }: Gated(graph, input, dim, output); break;
            default: throw new NotSupportedException($"{layer.GetType().Name} has no ONNX node yet");
        }
    }

    private static void Gated(GraphWriter graph, GraphValue input, int axis, string output)
    {
        var half = input.Shape[axis < 0 ? axis + input.Shape.Count : axis - 1] / 2;
        graph.Constant($"{output}.halves", [half, half]);
        graph.Node("Split", [input.Name, $"{output}.halves"], [$"{output}.value", $"{output}.opening"], Attribute("axis", axis));
        graph.Node("Sigmoid", [$"{output}.opening"], $"{output}.gate");
        graph.Node("Mul", [$"{output}.value", $"{output}.gate"], output);
    }
}
