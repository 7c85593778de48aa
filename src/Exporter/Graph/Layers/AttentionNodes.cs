using Toolchain.Contracts.Networks;
using static Toolchain.Exporter.Graph.GraphWriter;

namespace Toolchain.Exporter.Graph;

/// <summary>What attention is in ONNX: products and a softmax, which every opset has.</summary>
internal static class AttentionNodes
{
    private static readonly string[] Parts = ["q", "k", "v"];

    /// <summary>Writes attention that reads one value, or query, key and value.</summary>
    public static void Write(GraphWriter graph, MultiheadAttention layer, IReadOnlyList<GraphValue> inputs, string output)
    {
        var weights = Weights(graph, layer, output);
        var biases = layer.Bias ? Split(graph, $"{layer.Name}.in_proj_bias", layer.EmbedDim, $"{output}.bias") : null;
        for (var part = 0; part < Parts.Length; part++)
        {
            var input = inputs.Count == 1 ? inputs[0] : inputs[part];
            Dense(graph, input.Name, weights[part], biases?[part], $"{output}.{Parts[part]}");
            Heads(graph, layer, input.Shape[0], isKey: part == 1, $"{output}.{Parts[part]}");
        }

        graph.Constant($"{output}.scale", (float)(1 / Math.Sqrt((double)layer.EmbedDim / layer.NumHeads)));
        graph.Node("Mul", [$"{output}.q.heads", $"{output}.scale"], $"{output}.scaled");
        graph.Node("MatMul", [$"{output}.scaled", $"{output}.k.heads"], $"{output}.scores");
        graph.Node("Softmax", [$"{output}.scores"], $"{output}.weights", Attribute("axis", -1));
        graph.Node("MatMul", [$"{output}.weights", $"{output}.v.heads"], $"{output}.answers");
        graph.Node("Transpose", [$"{output}.answers"], $"{output}.ordered", Attribute("perm", layer.BatchFirst ? [0L, 2, 1, 3] : [2L, 0, 1, 3]));
        graph.Constant($"{output}.shape", [0, inputs[0].Shape[0], layer.EmbedDim]);
        graph.Node("Reshape", [$"{output}.ordered", $"{output}.shape"], $"{output}.joined");
        Dense(graph, $"{output}.joined", $"{layer.Name}.out_proj.weight", layer.Bias ? $"{layer.Name}.out_proj.bias" : null, output);
    }

    /// <summary>Writes input · weightᵀ + bias over the last axis; Gemm would take rows alone.</summary>
    public static void Dense(GraphWriter graph, string input, string weight, string? bias, string output)
    {
        var product = bias is null ? output : $"{output}.product";
        graph.Node("Transpose", [weight], $"{output}.weight", Attribute("perm", [1L, 0]));
        graph.Node("MatMul", [input, $"{output}.weight"], product);
        if (bias is not null)
        {
            graph.Node("Add", [product, bias], output);
        }
    }

    private static string[] Weights(GraphWriter graph, MultiheadAttention layer, string output) => layer.IsPacked
        ? Split(graph, $"{layer.Name}.in_proj_weight", layer.EmbedDim, $"{output}.projection")
        : [.. Parts.Select(part => $"{layer.Name}.{part}_proj_weight")];

    private static string[] Split(GraphWriter graph, string packed, int size, string output)
    {
        string[] parts = [.. Parts.Select(part => $"{output}.{part}")];
        graph.Constant($"{output}.sizes", [size, size, size]);
        graph.Node("Split", [packed, $"{output}.sizes"], parts, Attribute("axis", 0));
        return parts;
    }

    // to (batch, heads, time, features of a head), of the key (batch, heads, features of a head, time)
    private static void Heads(GraphWriter graph, MultiheadAttention layer, int size, bool isKey, string value)
    {
        graph.Constant($"{value}.shape", [0, size, layer.NumHeads, layer.EmbedDim / layer.NumHeads]);
        graph.Node("Reshape", [value, $"{value}.shape"], $"{value}.shares");
        long[] order = (layer.BatchFirst, isKey) switch
        {
            (true, false) => [0, 2, 1, 3],
            (true, true) => [0, 2, 3, 1],
            (false, false) => [1, 2, 0, 3],
            (false, true) => [1, 2, 3, 0],
        };
        graph.Node("Transpose", [$"{value}.shares"], $"{value}.heads", Attribute("perm", order));
    }
}
