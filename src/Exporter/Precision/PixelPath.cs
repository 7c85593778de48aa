using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Precision;

/// <summary>The part of a graph that turns raw pixels into numbers of 0 to 1.</summary>
internal static class PixelPath
{
    /// <summary>The values that are the input, but for a type and a factor.</summary>
    public static IReadOnlySet<string> Of(GraphProto graph, GraphIndex index)
    {
        var pixels = graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            var scales = node.OpType is "Cast" || (node.OpType is "Div" && index.Stored(node.Input[1]) is { Dims.Count: 0 });
            if (scales && pixels.Contains(node.Input[0]))
            {
                pixels.Add(node.Output[0]);
            }
        }

        return pixels;
    }
}
