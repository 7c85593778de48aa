using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Rewriting;

/// <summary>
/// Takes batch normalization into the weights before it. With a = weight / √(variance + epsilon), a finished normalization is y = a · (x − mean) + bias
/// for each channel, and x = W · v + b is linear; so y = (a · W) · v + (a · (b − mean) + bias), computed once, in double precision.
/// </summary>
/// <remarks>A maximum may stand between the two where no a is negative: max(a · x + c) = a · max(x) + c.</remarks>
internal static class NormalizationFold
{
    /// <summary>Changes a graph.</summary>
    public static void Apply(GraphProto graph)
    {
        foreach (var norm in graph.Node.Where(node => node.OpType == "BatchNormalization").ToArray())
        {
            TryFold(graph, norm);
        }
    }

    private static void TryFold(GraphProto graph, NodeProto norm)
    {
        var index = new GraphIndex(graph);
        if (norm.Input.Skip(1).Select(index.Stored).ToArray() is not [{ } weight, { } bias, { } mean, { } variance])
        {
            return;
        }

        var channels = weight.Floats.Length;
        var scale = new double[channels];
        var shift = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            scale[c] = weight.Floats[c] / Math.Sqrt((double)variance.Floats[c] + norm.Number("epsilon", 1e-5f));
            shift[c] = bias.Floats[c] - (scale[c] * mean.Floats[c]);
        }

        var value = norm.Input[0];
        var before = index.OnlyReaderOf(value) is null ? null : index.MakerOf(value);
        var pool = before is { OpType: "MaxPool", Output.Count: 1 } && scale.All(factor => factor >= 0) ? before : null;
        var linear = pool is null ? before : index.OnlyReaderOf(pool.Input[0]) is null ? null : index.MakerOf(pool.Input[0]);
        if (linear is null || !IsLinear(linear, index, channels))
        {
            return;
        }

        Fold(graph, index, linear, scale, shift);
        Drop(graph, norm, pool ?? linear);
    }

    private static bool IsLinear(NodeProto node, GraphIndex index, int channels) =>
        node.OpType switch
        {
            "Conv" or "ConvTranspose" => true,
            "Gemm" => node.Whole("transB", 0) == 1 && node.Whole("transA", 0) == 0 && node.Number("alpha", 1) == 1 && node.Number("beta", 1) == 1,
            _ => false,
        }
        && index.Stored(node.Input[1]) is { } weight && Outputs(node, weight) == channels
        && (node.Input.Count < 3 || (index.Stored(node.Input[2]) is { } bias && bias.Count == channels));

    // weights are [out, in / groups, …] or [out, in], a transposed convolution's [in, out / groups, …]
    private static long Outputs(NodeProto node, TensorProto weight) => node.OpType == "ConvTranspose" ? weight.Dims[1] * node.Whole("group", 1) : weight.Dims[0];

    // the output channel of each place along the first two axes of the weight
    private static int ChannelOf(NodeProto node, TensorProto weight, int place)
    {
        var (first, second) = ((int)weight.Dims[0], (int)weight.Dims[1]);
        var inPart = first / (int)node.Whole("group", 1);
        return node.OpType == "ConvTranspose" ? (place / second / inPart * second) + (place % second) : place / second;
    }

    private static void Fold(GraphProto graph, GraphIndex index, NodeProto linear, double[] scale, double[] shift)
    {
        var weight = index.Stored(linear.Input[1])!;
        var values = weight.Floats.ToArray();
        var row = values.Length / (int)(weight.Dims[0] * weight.Dims[1]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * scale[ChannelOf(linear, weight, i / row)]);
        }

        var bias = linear.Input.Count < 3 ? new float[scale.Length] : index.Stored(linear.Input[2])!.Floats.ToArray();
        for (var c = 0; c < bias.Length; c++)
        {
            bias[c] = (float)((bias[c] * scale[c]) + shift[c]);
        }

        // under names of their own: they are no longer the trained parameters
        var (weightName, biasName) = ($"{linear.Output[0]}.folded.weight", $"{linear.Output[0]}.folded.bias");
        graph.Initializer.Add(GraphEdits.Tensor<float>(weightName, DataType.Float, values, weight.Dims));
        graph.Initializer.Add(GraphEdits.Tensor<float>(biasName, DataType.Float, bias, scale.Length));
        var data = linear.Input[0];
        linear.Input.Clear();
        linear.Input.AddRange([data, weightName, biasName]);
    }

    // the node before the normalization takes over the normalization's output, so that later nodes and outputs keep their names
    private static void Drop(GraphProto graph, NodeProto norm, NodeProto last)
    {
        var (own, output) = (last.Output[0], norm.Output[0]);
        last.Output[0] = output;
        last.Name = last.Name == own ? output : last.Name;
        graph.Node.Remove(norm);
    }
}
