using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>
/// Writes a plan into a graph as pairs of QuantizeLinear and DequantizeLinear: every runtime can compute the graph as it stands, in float32, and those that know
/// 8-bit operators take a pair, the node and the next pair for one. Activations are uint8 with one range, weights int8 with a factor for each output channel,
/// biases int32. New values have a slash in their names, which no layer's values have.
/// </summary>
internal sealed class QdqWriter
{
    private const float White = byte.MaxValue;

    private readonly GraphProto graph;
    private readonly GraphIndex before;
    private readonly QuantizationPlan plan;
    private readonly IReadOnlyDictionary<string, Steps> ranges;
    private readonly List<NodeProto> nodes = [];
    private readonly HashSet<string> tensors = new(StringComparer.Ordinal);

    private QdqWriter(ModelProto model, QuantizationPlan plan, IReadOnlyDictionary<string, Steps> ranges)
    {
        graph = model.Graph;
        before = new GraphIndex(graph);
        this.plan = plan;
        this.ranges = ranges;
    }

    /// <summary>Changes the graph of a model.</summary>
    /// <param name="model">The model the plan was made for.</param>
    /// <param name="plan">What becomes 8-bit numbers.</param>
    /// <param name="ranges">The steps of every value that others share theirs with.</param>
    public static void Write(ModelProto model, QuantizationPlan plan, IReadOnlyDictionary<string, Steps> ranges) => new QdqWriter(model, plan, ranges).Write();

    private void Write()
    {
        foreach (var input in graph.Input.Select(input => input.Name).Where(plan.Ranges.ContainsKey))
        {
            Pair(input);
        }

        foreach (var node in graph.Node)
        {
            if (QuantizationPlan.IsWeighted(node, before))
            {
                Weight(node);
            }

            if (RawPixels(node) is { } raw)
            {
                Dequantize(raw, Stored(node.Output[0]), node.Output[0]); // bytes are what quantization would make of them
                continue;
            }

            foreach (var input in node.Input.Where(input => plan.Ranges.ContainsKey(input) && !plan.Pixels.Contains(input)).Distinct().ToArray())
            {
                node.Replace(input, $"{input}/dequantized");
            }

            nodes.Add(node);
            foreach (var output in node.Output.Where(output => plan.Ranges.ContainsKey(output)))
            {
                Pair(output);
            }
        }

        graph.Node.Clear();
        graph.Node.Add(nodes);
        graph.RemoveUnused();
    }

    // the division of raw pixels by 255, which a range of 0 to 1 undoes
    private string? RawPixels(NodeProto node) =>
        node.OpType == "Div" && plan.Ranges.GetValueOrDefault(node.Output[0]) is { } range && ranges[range] == QuantizationPlan.PixelSteps
        && before.Stored(node.Input[1]) is { } divisor && divisor.Floats[0] == White
        && before.MakerOf(node.Input[0]) is { OpType: "Cast" } cast && graph.Input.Any(input => input.Name == cast.Input[0] && input.Type.TensorType.ElemType == (int)DataType.Uint8)
            ? cast.Input[0]
            : null;

    private void Pair(string value)
    {
        if (plan.Pixels.Contains(value) && before.MakerOf(value) is not null)
        {
            return;
        }

        var range = Stored(value);
        if (plan.Addends.Contains(value))
        {
            Pair(value, range, $"{value}/first");
            Pair($"{value}/first/dequantized", range, value);
        }
        else
        {
            Pair(value, range, value);
        }
    }

    private void Pair(string from, string range, string value)
    {
        nodes.Add(GraphEdits.Node("QuantizeLinear", [from, $"{range}/scale", $"{range}/zero"], [$"{value}/quantized"]));
        Dequantize($"{value}/quantized", range, $"{value}/dequantized");
    }

    private void Dequantize(string steps, string range, string value) =>
        nodes.Add(GraphEdits.Node("DequantizeLinear", [steps, $"{range}/scale", $"{range}/zero"], [value]));

    // the tensors of a value's range, stored where it first comes up
    private string Stored(string value)
    {
        var name = plan.Ranges[value];
        if (tensors.Add(name))
        {
            graph.Initializer.Add(GraphEdits.Tensor<float>($"{name}/scale", DataType.Float, [ranges[name].Scale]));
            graph.Initializer.Add(GraphEdits.Tensor<byte>($"{name}/zero", DataType.Uint8, [ranges[name].Zero]));
        }

        return name;
    }

    private void Weight(NodeProto node)
    {
        var name = node.Input[1];
        var axis = node.OpType == "MatMul" ? 1 : 0; // [in, out]; all others have the output channels first
        var weight = before.Stored(name)!;
        var input = ranges[plan.Ranges[node.Input[0]]].Scale;
        var bias = node.Input.Count > 2 ? before.Stored(node.Input[2]) : null;
        var (steps, scales) = WeightQuantizer.Round(weight, axis, bias is null ? null : WeightQuantizer.Least(bias, input));

        // the factors depend on the node's own input, so two nodes with one weight have a tensor each
        var own = $"{node.Output[0]}/weight";
        graph.Initializer.Add(WeightQuantizer.Tensors(own, steps, scales, weight.Dims));
        nodes.Add(GraphEdits.Node("DequantizeLinear", [$"{own}/int8", $"{own}/scale", $"{own}/zero"], [$"{own}/dequantized"], GraphWriter.Attribute("axis", axis)));
        node.Input[1] = $"{own}/dequantized";
        if (bias is not null)
        {
            Bias(node, bias, input, scales);
        }
    }

    private void Bias(NodeProto node, TensorProto bias, float input, float[] weight)
    {
        var own = $"{node.Output[0]}/bias";
        var (steps, scales) = WeightQuantizer.Round(bias, input, weight);
        graph.Initializer.Add(GraphEdits.Tensor<int>($"{own}/int32", DataType.Int32, steps, bias.Dims));
        graph.Initializer.Add(GraphEdits.Tensor<float>($"{own}/scale", DataType.Float, scales, scales.Length));
        nodes.Add(GraphEdits.Node("DequantizeLinear", [$"{own}/int32", $"{own}/scale"], [$"{own}/dequantized"], GraphWriter.Attribute("axis", 0)));
        node.Input[2] = $"{own}/dequantized";
    }
}
