using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>
/// Rounds weights at export and measures the range of each input anew in every run: no calibration, but a pass over every input, and the answer to a picture
/// depends a little on the others of its batch.
/// </summary>
internal static class DynamicWriter
{
    /// <summary>Changes the graph of a model.</summary>
    /// <returns>What is worth knowing of it.</returns>
    public static PrecisionNotes Apply(ModelProto model)
    {
        var plan = new QuantizationPlan(model);
        var (graph, index) = (model.Graph, new GraphIndex(model.Graph));
        var nodes = new List<NodeProto>();
        var measured = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            if (plan.Weighted.Contains(node))
            {
                var (value, axis) = (node.Input[0], node.OpType == "MatMul" ? 1 : 0);
                if (measured.Add(value))
                {
                    nodes.Add(GraphEdits.Node("DynamicQuantizeLinear", [value], [$"{value}/quantized", $"{value}/scale", $"{value}/zero"]));
                    nodes.Add(GraphEdits.Node("DequantizeLinear", [$"{value}/quantized", $"{value}/scale", $"{value}/zero"], [$"{value}/dequantized"]));
                }

                var (steps, scales) = WeightQuantizer.Round(index.Stored(node.Input[1])!, axis, least: null);
                var own = $"{node.Output[0]}/weight";
                graph.Initializer.Add(WeightQuantizer.Tensors(own, steps, scales, index.Stored(node.Input[1])!.Dims));
                nodes.Add(GraphEdits.Node("DequantizeLinear", [$"{own}/int8", $"{own}/scale", $"{own}/zero"], [$"{own}/dequantized"], GraphWriter.Attribute("axis", axis)));
                (node.Input[0], node.Input[1]) = ($"{value}/dequantized", $"{own}/dequantized");
            }

            nodes.Add(node);
        }

        graph.Node.Clear();
        graph.Node.Add(nodes);
        graph.RemoveUnused();
        return new PrecisionNotes([.. plan.Weighted.Select(node => node.Name)], plan.Kept);
    }
}
