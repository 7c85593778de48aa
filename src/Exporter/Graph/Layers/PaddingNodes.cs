using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>Values around an input.</summary>
internal static class PaddingNodes
{
    /// <summary>Writes a padding layer.</summary>
    public static void Write(GraphWriter graph, PaddingLayer layer, GraphValue input, string output)
    {
        var (before, after) = layer.Sides();
        Write(graph, input, before, after, layer.Mode, (float)layer.Fill, output);
    }

    /// <summary>Pads the axes after the channels.</summary>
    public static void Write(GraphWriter graph, GraphValue input, IReadOnlyList<int> before, IReadOnlyList<int> after, PaddingMode mode, float fill, string output)
    {
        if (mode == PaddingMode.Circular)
        {
            Wrap(graph, input, before, after, output);
            return;
        }

        graph.Constant($"{output}.pads", [0, 0, .. before.Select(size => (long)size), 0, 0, .. after.Select(size => (long)size)]);
        graph.Constant($"{output}.fill", fill);
        graph.Node("Pad", [input.Name, $"{output}.pads", $"{output}.fill"], output, Attribute("mode", mode switch { PaddingMode.Reflect => "reflect", PaddingMode.Replicate => "edge", _ => "constant" }));
    }

    // Pad has the mode 'wrap' from opset 19 alone
    private static void Wrap(GraphWriter graph, GraphValue input, IReadOnlyList<int> before, IReadOnlyList<int> after, string output)
    {
        var name = input.Name;
        for (var axis = 0; axis < before.Count; axis++)
        {
            var (size, start) = (input.Shape[axis + 1], before[axis]);
            var next = axis == before.Count - 1 ? output : $"{output}.wrapped{axis}";
            AxisNodes.Pick(graph, name, axis + 2, [.. Enumerable.Range(0, start + size + after[axis]).Select(place => (long)((place - start + size) % size))], next);
            name = next;
        }
    }
}
