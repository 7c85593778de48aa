using System.Globalization;
using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What recurrent layers are in ONNX, whose operators read (time, batch, features) and give (time, directions, batch, hidden).</summary>
internal static class RecurrentNodes
{
    /// <summary>Writes a recurrence that reads <paramref name="input"/> and gives <paramref name="result"/>.</summary>
    public static void Write(GraphWriter graph, Recurrence layer, GraphValue input, GraphValue result)
    {
        var output = result.Name;
        var sequence = input.Name;
        if (layer.BatchFirst)
        {
            sequence = $"{output}.steps";
            graph.Node("Transpose", [input.Name], sequence, Attribute("perm", [1L, 0, 2]));
        }

        for (var place = 0; place < layer.NumLayers; place++)
        {
            var part = string.Create(CultureInfo.InvariantCulture, $"{output}.l{place}");
            var isLast = place == layer.NumLayers - 1;
            var isState = isLast && layer.Returns == RecurrentAnswer.State;
            string[] outputs = isState ? ["", $"{part}.state"] : [$"{part}.outputs"];
            graph.Node(Operator(layer), [sequence, .. RecurrentWeights.Write(graph, layer, place, part)], outputs, [.. Attributes(layer)]);
            if (!isLast)
            {
                sequence = $"{part}.sequence";
                Joined(graph, layer, $"{part}.outputs", [0, 2, 1, 3], [0, 0], sequence);
            }
            else if (isState)
            {
                Joined(graph, layer, $"{part}.state", [1, 0, 2], [0], output);
            }
            else
            {
                Answer(graph, layer, $"{part}.outputs", input.Shape[0], output);
            }
        }
    }

    private static string Operator(Recurrence layer) => layer switch
    {
        Rnn => "RNN",
        Lstm => "LSTM",
        Gru => "GRU",
        _ => throw new NotSupportedException($"{layer.GetType().Name} has no ONNX node yet"),
    };

    private static IEnumerable<Onnx.AttributeProto> Attributes(Recurrence layer)
    {
        yield return Attribute("hidden_size", layer.HiddenSize);
        yield return Attribute("direction", layer.Bidirectional ? "bidirectional" : "forward");
        if (layer is Rnn rnn)
        {
            yield return Attribute("activations", Enumerable.Repeat(rnn.Nonlinearity == Nonlinearity.Relu ? "Relu" : "Tanh", layer.Directions));
        }
        else if (layer is Gru)
        {
            yield return Attribute("linear_before_reset", 1); // r · (V h + c), as PyTorch has it
        }
    }

    private static void Answer(GraphWriter graph, Recurrence layer, string outputs, int size, string output)
    {
        if (!layer.BatchFirst)
        {
            Joined(graph, layer, outputs, [0, 2, 1, 3], [0, size], output);
            return;
        }

        if (layer.Returns == RecurrentAnswer.Sequence)
        {
            Joined(graph, layer, outputs, [2, 0, 1, 3], [0, size], output);
            return;
        }

        graph.Constant($"{output}.end", [-1]);
        graph.Node("Gather", [outputs, $"{output}.end"], $"{output}.ends", Attribute("axis", 0));
        Joined(graph, layer, $"{output}.ends", [2, 0, 1, 3], [0], output);
    }

    // directions side by side
    private static void Joined(GraphWriter graph, Recurrence layer, string value, long[] order, long[] before, string output)
    {
        graph.Node("Transpose", [value], $"{output}.ordered", Attribute("perm", order));
        graph.Constant($"{output}.shape", [.. before, layer.Directions * layer.HiddenSize]);
        graph.Node("Reshape", [$"{output}.ordered", $"{output}.shape"], output);
    }
}
