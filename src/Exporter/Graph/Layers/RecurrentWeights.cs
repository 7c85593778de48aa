using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>PyTorch's recurrent weights as ONNX orders them: gates in another order, directions and biases in one tensor.</summary>
internal static class RecurrentWeights
{
    /// <summary>Writes the weights of one layer.</summary>
    /// <returns>The values that the operator reads: W (directions, gates · hidden, features), R (directions, gates · hidden, hidden) and, with biases, B (directions, 2 · gates · hidden).</returns>
    public static IReadOnlyList<string> Write(GraphWriter graph, Recurrence layer, int place, string part)
    {
        string[] kinds = layer.Bias ? ["weight_ih", "weight_hh", "bias"] : ["weight_ih", "weight_hh"];
        foreach (var kind in kinds)
        {
            var directions = Enumerable.Range(0, layer.Directions).Select(direction => Direction(graph, layer, kind, Recurrence.Suffix(place, direction), part)).ToArray();
            Concatenated(graph, directions, $"{part}.{kind}");
        }

        return [.. kinds.Select(kind => $"{part}.{kind}")];
    }

    // ONNX: input, output, forget, cell; PyTorch: input, forget, cell, output. ONNX: update, reset, hidden; PyTorch: reset, update, new
    private static int[] Order(Recurrence layer) => layer switch
    {
        Lstm => [0, 3, 1, 2],
        Gru => [1, 0, 2],
        _ => [0],
    };

    private static string Direction(GraphWriter graph, Recurrence layer, string kind, string suffix, string part)
    {
        var value = $"{part}.{kind}_{suffix}";
        if (kind == "bias")
        {
            Concatenated(graph, [Ordered(graph, layer, $"bias_ih_{suffix}", part), Ordered(graph, layer, $"bias_hh_{suffix}", part)], value);
        }
        else
        {
            value = Ordered(graph, layer, $"{kind}_{suffix}", part);
        }

        graph.Constant($"{value}.axis", [0]);
        graph.Node("Unsqueeze", [value, $"{value}.axis"], $"{value}.direction");
        return $"{value}.direction";
    }

    private static string Ordered(GraphWriter graph, Recurrence layer, string parameter, string part)
    {
        var order = Order(layer);
        if (order.Length == 1)
        {
            graph.Node("Identity", [$"{layer.Name}.{parameter}"], $"{part}.{parameter}");
            return $"{part}.{parameter}";
        }

        var gates = order.Select((_, gate) => $"{part}.{parameter}.gate{gate}").ToArray();
        graph.Constant($"{part}.{parameter}.sizes", [.. order.Select(_ => (long)layer.HiddenSize)]);
        graph.Node("Split", [$"{layer.Name}.{parameter}", $"{part}.{parameter}.sizes"], gates, Attribute("axis", 0));
        graph.Node("Concat", [.. order.Select(gate => gates[gate])], $"{part}.{parameter}", Attribute("axis", 0));
        return $"{part}.{parameter}";
    }

    private static void Concatenated(GraphWriter graph, string[] values, string output) =>
        graph.Node("Concat", values, output, Attribute("axis", 0));
}
