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

        var name = input.Name;
        if (before.Concat(after).Any(size => size < 0))
        {
            // Pad may take values away, but not everywhere
            name = $"{output}.cut";
            var axes = Enumerable.Range(0, before.Count).ToArray();
            graph.Constant($"{name}.start", [.. axes.Select(axis => Math.Max(0L, -before[axis]))]);
            graph.Constant($"{name}.end", [.. axes.Select(axis => input.Shape[axis + 1] - Math.Max(0L, -after[axis]))]);
            graph.Constant($"{name}.axes", [.. axes.Select(axis => axis + 2L)]);
            graph.Node("Slice", [input.Name, $"{name}.start", $"{name}.end", $"{name}.axes"], name);
        }

        graph.Constant($"{output}.pads", [0, 0, .. before.Select(Added), 0, 0, .. after.Select(Added)]);
        graph.Constant($"{output}.fill", fill);
        graph.Node("Pad", [name, $"{output}.pads", $"{output}.fill"], output, Attribute("mode", mode switch { PaddingMode.Reflect => "reflect", PaddingMode.Replicate => "edge", _ => "constant" }));
    }

    private static long Added(int size) => Math.Max(0, size);

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
