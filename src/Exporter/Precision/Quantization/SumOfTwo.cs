using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Writes a sum of two as Add, which has an 8-bit form where Sum has none.</summary>
internal static class SumOfTwo
{
    /// <summary>Changes a graph.</summary>
    public static void Apply(GraphProto graph)
    {
        foreach (var sum in graph.Node.Where(node => node is { OpType: "Sum", Input.Count: 2 }))
        {
            sum.OpType = "Add";
        }
    }
}
