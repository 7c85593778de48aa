using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What pooling to a size is in ONNX, which has no such operator: one window where the parts are equal, else a sum or a choice along each axis.</summary>
internal static class AdaptivePoolNodes
{
    /// <summary>Writes pooling to a size.</summary>
    public static void Write(GraphWriter graph, AdaptivePooling pooling, GraphValue input, GraphValue output)
    {
        var isMean = pooling is AdaptiveMean;
        var (sizes, places) = (input.Shape.Skip(1).ToArray(), output.Shape.Skip(1).ToArray());
        if (isMean && places.All(count => count == 1))
        {
            graph.Node("GlobalAveragePool", [input.Name], output.Name);
        }
        else if (sizes.Zip(places).All(pair => pair.First % pair.Second == 0))
        {
            var parts = sizes.Zip(places, (size, count) => (long)size / count).ToArray();
            graph.Node(isMean ? "AveragePool" : "MaxPool", [input.Name], output.Name, Attribute("kernel_shape", parts), Attribute("strides", parts));
        }
        else
        {
            AlongAxes(graph, isMean, input, places, output.Name);
        }
    }

    private static void AlongAxes(GraphWriter graph, bool isMean, GraphValue input, int[] places, string output)
    {
        for (var axis = 0; axis < places.Length; axis++)
        {
            var next = axis == places.Length - 1 ? output : $"{output}.axis{axis}";
            if (isMean)
            {
                AxisNodes.Map(graph, input.Name, input.Shape, axis + 2, Means(input.Shape[axis + 1], places[axis]), next);
            }
            else
            {
                Largest(graph, input, axis, places[axis], next);
            }

            input = new GraphValue(next, [.. input.Shape.Select((size, place) => place == axis + 1 ? places[axis] : size)]);
        }
    }

    // [places, size]: a row has the share of each input in an output
    private static float[] Means(int size, int places)
    {
        var matrix = new float[places * size];
        for (var place = 0; place < places; place++)
        {
            var (from, to) = AdaptivePooling.Part(place, size, places);
            matrix.AsSpan((place * size) + from, to - from).Fill(1f / (to - from));
        }

        return matrix;
    }

    // a row of each part's inputs, the last one again where a part is shorter than the longest, and a window for each part
    private static void Largest(GraphWriter graph, GraphValue input, int axis, int places, string output)
    {
        var parts = Enumerable.Range(0, places).Select(place => AdaptivePooling.Part(place, input.Shape[axis + 1], places)).ToArray();
        var longest = parts.Max(part => part.To - part.From);
        var table = parts.SelectMany(part => Enumerable.Range(0, longest).Select(i => (long)Math.Min(part.From + i, part.To - 1))).ToArray();
        long[] window = [.. Enumerable.Range(0, input.Shape.Count - 1).Select(other => other == axis ? longest : 1)];
        AxisNodes.Pick(graph, input.Name, axis + 2, table, $"{output}.parts");
        graph.Node("MaxPool", [$"{output}.parts"], output, Attribute("kernel_shape", window), Attribute("strides", window));
    }
}
