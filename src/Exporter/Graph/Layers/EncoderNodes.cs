using System.Globalization;
using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What the blocks of a transformer's encoder are in ONNX.</summary>
internal static class EncoderNodes
{
    /// <summary>Writes all blocks of a layer.</summary>
    public static void Write(GraphWriter graph, EncoderBlocks layer, GraphValue input, string output)
    {
        var blocks = layer.Blocks;
        for (var place = 0; place < blocks.Count; place++)
        {
            var result = place == blocks.Count - 1 ? output : string.Create(CultureInfo.InvariantCulture, $"{output}.block{place}");
            Block(graph, layer, blocks[place], input, result);
            input = input with { Name = result };
        }
    }

    private static void Block(GraphWriter graph, EncoderBlocks layer, string block, GraphValue input, string output)
    {
        if (layer.NormFirst)
        {
            Normalized(graph, layer, input.Name, $"{block}.norm1", $"{output}.norm1");
            Attended(graph, layer, block, input with { Name = $"{output}.norm1" }, output);
            graph.Node("Add", [input.Name, $"{output}.attended"], $"{output}.first");
            Normalized(graph, layer, $"{output}.first", $"{block}.norm2", $"{output}.norm2");
            Fed(graph, layer, block, $"{output}.norm2", output);
            graph.Node("Add", [$"{output}.first", $"{output}.fed"], output);
            return;
        }

        Attended(graph, layer, block, input, output);
        graph.Node("Add", [input.Name, $"{output}.attended"], $"{output}.first");
        Normalized(graph, layer, $"{output}.first", $"{block}.norm1", $"{output}.norm1");
        Fed(graph, layer, block, $"{output}.norm1", output);
        graph.Node("Add", [$"{output}.norm1", $"{output}.fed"], $"{output}.second");
        Normalized(graph, layer, $"{output}.second", $"{block}.norm2", output);
    }

    private static void Attended(GraphWriter graph, EncoderBlocks layer, string block, GraphValue input, string output) =>
        AttentionNodes.Write(graph, layer.AttentionOf(block), [input], $"{output}.attended");

    private static void Fed(GraphWriter graph, EncoderBlocks layer, string block, string input, string output)
    {
        AttentionNodes.Dense(graph, input, $"{block}.linear1.weight", $"{block}.linear1.bias", $"{output}.wide");
        Activation function = layer.Activation == FeedforwardActivation.Gelu ? new Gelu { Name = block } : new Relu { Name = block };
        ActivationNodes.Write(graph, function, new GraphValue($"{output}.wide", [layer.DimFeedforward]), $"{output}.bent");
        AttentionNodes.Dense(graph, $"{output}.bent", $"{block}.linear2.weight", $"{block}.linear2.bias", $"{output}.fed");
    }

    // LayerNormalization came in opset 17
    private static void Normalized(GraphWriter graph, EncoderBlocks layer, string input, string name, string output)
    {
        if (graph.Opset >= 17)
        {
            graph.Node("LayerNormalization", [input, $"{name}.weight", $"{name}.bias"], output, Attribute("axis", -1), Attribute("epsilon", layer.LayerNormEps));
            return;
        }

        graph.Constant($"{output}.epsilon", (float)layer.LayerNormEps);
        graph.Node("ReduceMean", [input], $"{output}.mean", Attribute("axes", [-1L]));
        graph.Node("Sub", [input, $"{output}.mean"], $"{output}.centred");
        graph.Node("Mul", [$"{output}.centred", $"{output}.centred"], $"{output}.squares");
        graph.Node("ReduceMean", [$"{output}.squares"], $"{output}.variance", Attribute("axes", [-1L]));
        graph.Node("Add", [$"{output}.variance", $"{output}.epsilon"], $"{output}.raised");
        graph.Node("Sqrt", [$"{output}.raised"], $"{output}.deviation");
        graph.Node("Div", [$"{output}.centred", $"{output}.deviation"], $"{output}.normalized");
        graph.Node("Mul", [$"{output}.normalized", $"{name}.weight"], $"{output}.stretched");
        graph.Node("Add", [$"{output}.stretched", $"{name}.bias"], output);
    }
}
