using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Precision;

/// <summary>The nodes of a graph that are the network, and not what prepares its pixels or reads its logits.</summary>
internal static class OwnNodes
{
    // what a classifier's model gives beside its logits, and what lies between
    private static readonly string[] Readings = [ModelGraph.CalibratedLogits, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    /// <summary>Whether a node is the network's own, and computes with real numbers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="pixels">The values that are the input, but for a type and a factor.</param>
    /// <param name="isFloat">Whether a value is float32.</param>
    public static bool Include(NodeProto node, IReadOnlySet<string> pixels, Func<string, bool> isFloat) =>
        !node.IsConstant && !pixels.Contains(node.Output[0]) && !Readings.Contains(node.Output[0]) && node.Input.Concat(node.Output).Any(isFloat);
}
