using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What embeddings are in ONNX.</summary>
internal static class LookupNodes
{
    /// <summary>Writes a lookup that reads whole numbers and gives <paramref name="output"/>.</summary>
    public static void Write(GraphWriter graph, Lookup lookup, GraphValue input, string output)
    {
        var table = $"{lookup.Name}.weight";
        if (lookup is not EmbeddingBag bag)
        {
            graph.Node("Gather", [table, input.Name], output);
            return;
        }

        graph.Node("Gather", [table, input.Name], $"{output}.rows");
        switch (bag.Mode)
        {
            case BagMode.Max: Largest(graph, $"{output}.rows", output); break;
            case BagMode.Sum: Sum(graph, $"{output}.rows", output); break;
            default:
                Sum(graph, $"{output}.rows", $"{output}.sum");
                graph.Constant($"{output}.count", input.Shape[0]);
                graph.Node("Div", [$"{output}.sum", $"{output}.count"], output);
                break;
        }
    }

    private static void Sum(GraphWriter graph, string rows, string output)
    {
        graph.Constant($"{output}.axis", [1]);
        graph.Node("ReduceSum", [rows, $"{output}.axis"], output, Attribute("keepdims", 0));
    }

    // the axes of ReduceMax became an input in opset 18
    private static void Largest(GraphWriter graph, string rows, string output)
    {
        if (graph.Opset < 18)
        {
            graph.Node("ReduceMax", [rows], output, Attribute("axes", [1L]), Attribute("keepdims", 0));
            return;
        }

        graph.Constant($"{output}.axis", [1]);
        graph.Node("ReduceMax", [rows, $"{output}.axis"], output, Attribute("keepdims", 0));
    }
}
