using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>Forms of several nodes that many layers share; an axis counts the batch as 0.</summary>
internal static class AxisNodes
{
    /// <summary>A value of another shape, row-major; the batch stays.</summary>
    public static void Reshape(GraphWriter graph, string input, IEnumerable<int> shape, string output)
    {
        graph.Constant($"{output}.shape", [0, .. shape.Select(size => (long)size)]); // 0 keeps the batch
        graph.Node("Reshape", [input, $"{output}.shape"], output);
    }

    /// <summary>A value of another shape, row-major, and of as many samples as that makes: channels become samples, or samples channels again.</summary>
    public static void Regroup(GraphWriter graph, string input, IEnumerable<int> shape, string output)
    {
        graph.Constant($"{output}.shape", [-1, .. shape.Select(size => (long)size)]);
        graph.Node("Reshape", [input, $"{output}.shape"], output);
    }

    /// <summary>A trained value for each channel, in a shape that meets [batch, channels, …] with so many axes after the channels.</summary>
    /// <returns>The name of the value.</returns>
    public static string ForChannels(GraphWriter graph, string parameter, int axes, string output)
    {
        if (axes == 0)
        {
            return parameter;
        }

        graph.Constant($"{output}.shape", [-1, .. Enumerable.Repeat(1L, axes)]);
        graph.Node("Reshape", [parameter, $"{output}.shape"], output);
        return output;
    }

    /// <summary>One number of some axes, by an operator such as ReduceMean.</summary>
    public static void Reduce(GraphWriter graph, string op, string input, IReadOnlyList<long> axes, bool keep, string output)
    {
        // axes became an input with opset 13 for sums, and with 18 for all others
        if (graph.Opset >= (op == "ReduceSum" ? 13 : 18))
        {
            graph.Constant($"{output}.axes", [.. axes]);
            graph.Node(op, [input, $"{output}.axes"], output, Attribute("keepdims", keep ? 1 : 0));
        }
        else
        {
            graph.Node(op, [input], output, Attribute("axes", axes), Attribute("keepdims", keep ? 1 : 0));
        }
    }

    /// <summary>The values at some places of an axis.</summary>
    public static void Pick(GraphWriter graph, string input, int axis, ReadOnlySpan<long> places, string output)
    {
        graph.Constant($"{output}.places", places);
        graph.Node("Gather", [input, $"{output}.places"], output, Attribute("axis", axis));
    }

    /// <summary>Each row of an axis times a matrix, float32 [to, from].</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="input">A value of the shape [batch, …<paramref name="shape"/>].</param>
    /// <param name="shape">Its sizes without the batch.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="matrix">The matrix, row-major.</param>
    /// <param name="output">The result, <c>to</c> values along the axis.</param>
    public static void Map(GraphWriter graph, string input, IReadOnlyList<int> shape, int axis, float[] matrix, string output)
    {
        // the axis comes last but one, those after it as one; a product of matrices then needs no transposition
        var from = shape[axis - 1];
        var to = matrix.Length / from;
        var before = shape.Take(axis - 1).ToArray();
        var after = shape.Skip(axis).ToArray();
        graph.Constant($"{output}.matrix", matrix, to, from);
        Reshape(graph, input, [.. before, from, after.Aggregate(1, (product, size) => product * size)], $"{output}.columns");
        graph.Node("MatMul", [$"{output}.matrix", $"{output}.columns"], $"{output}.mapped");
        Reshape(graph, $"{output}.mapped", [.. before, to, .. after], output);
    }
}
