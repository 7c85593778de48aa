using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What layers that move values about are in ONNX.</summary>
internal static class ShapeNodes
{
    /// <summary>Writes a part of the axes as one.</summary>
    public static void Write(GraphWriter graph, Flatten _, GraphValue input, GraphValue output)
    {
        if (output.Shape.Count == 1)
        {
            graph.Node("Flatten", [input.Name], output.Name, Attribute("axis", 1));
        }
        else
        {
            AxisNodes.Reshape(graph, input.Name, output.Shape, output.Name);
        }
    }

    /// <summary>Writes the axes in another order.</summary>
    public static void Write(GraphWriter graph, Permute layer, string input, string output) =>
        graph.Node("Transpose", [input], output, Attribute("perm", layer.Dims.Select(axis => (long)axis)));

    /// <summary>Writes the mean over axes.</summary>
    public static void Write(GraphWriter graph, Mean layer, GraphValue input, string output) =>
        AxisNodes.Reduce(graph, "ReduceMean", input.Name, [.. layer.Places(input.Shape).Select(place => place + 1L)], layer.KeepDim, output);

    /// <summary>Writes a part of an axis.</summary>
    public static void Write(GraphWriter graph, Narrow layer, GraphValue input, string output)
    {
        var first = layer.First(input.Shape);
        graph.Constant($"{output}.start", [first]);
        graph.Constant($"{output}.end", [first + (long)layer.Length]);
        graph.Constant($"{output}.axis", [(long)layer.Dim]);
        graph.Node("Slice", [input.Name, $"{output}.start", $"{output}.end", $"{output}.axis"], output);
    }

    /// <summary>Writes channels that become pixels.</summary>
    public static void Write(GraphWriter graph, PixelShuffle layer, string input, string output) =>
        graph.Node("DepthToSpace", [input], output, Attribute("blocksize", layer.UpscaleFactor), Attribute("mode", "CRD"));

    /// <summary>Writes pixels that become channels; SpaceToDepth would order the channels otherwise.</summary>
    public static void Write(GraphWriter graph, PixelUnshuffle layer, GraphValue input, GraphValue output)
    {
        var (factor, height, width) = (layer.DownscaleFactor, output.Shape[1], output.Shape[2]);
        AxisNodes.Reshape(graph, input.Name, [input.Shape[0], height, factor, width, factor], $"{output.Name}.blocks");
        graph.Node("Transpose", [$"{output.Name}.blocks"], $"{output.Name}.channels", Attribute("perm", [0L, 1, 3, 5, 2, 4]));
        AxisNodes.Reshape(graph, $"{output.Name}.channels", output.Shape, output.Name);
    }

    /// <summary>Writes channels dealt out like cards.</summary>
    public static void Write(GraphWriter graph, ChannelShuffle layer, GraphValue input, string output)
    {
        AxisNodes.Reshape(graph, input.Name, [layer.Groups, input.Shape[0] / layer.Groups, -1], $"{output}.groups");
        graph.Node("Transpose", [$"{output}.groups"], $"{output}.dealt", Attribute("perm", [0L, 2, 1, 3]));
        AxisNodes.Reshape(graph, $"{output}.dealt", input.Shape, output);
    }
}
