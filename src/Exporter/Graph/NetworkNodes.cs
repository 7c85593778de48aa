using Toolchain.Contracts.Networks;

namespace Toolchain.Exporter.Graph;

/// <summary>The layers of a network, one after the other.</summary>
internal static class NetworkNodes
{
    /// <summary>Writes every layer.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="network">What.</param>
    /// <param name="input">The value that stands for the network's input.</param>
    /// <param name="output">The name of the last layer's output.</param>
    public static void Write(GraphWriter graph, NetworkSpec network, string input, string output)
    {
        var shapes = network.OutputShapes();
        var values = new Dictionary<string, GraphValue>(StringComparer.Ordinal) { [NetworkSpec.InputName] = new(input, network.Input) };
        for (var i = 0; i < network.Layers.Count; i++)
        {
            // the suffix keeps a layer called 'label' or 'logits' apart from the graph's own values and nodes
            var layer = network.Layers[i];
            var value = new GraphValue(i == network.Layers.Count - 1 ? output : $"{layer.Name}.output", shapes[i]);
            LayerNodes.Write(graph, layer, [.. network.InputsOf(i).Select(read => values[read])], value);
            values.Add(layer.Name, value);
        }
    }
}
