using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Takes a ReLU before the maximum it follows, which changes nothing but what lies between: no step of a range is spent on numbers that the ReLU cuts off.</summary>
internal static class MaximumAfterRelu
{
    /// <summary>Changes a graph.</summary>
    public static void Apply(GraphProto graph)
    {
        foreach (var relu in graph.Node.Where(node => node.OpType == "Relu").ToArray())
        {
            var index = new GraphIndex(graph);
            if (index.OnlyReaderOf(relu.Input[0]) is null || index.MakerOf(relu.Input[0]) is not { OpType: "MaxPool", Output.Count: 1 } pool || index.OnlyReaderOf(pool.Input[0]) is null)
            {
                continue;
            }

            var (before, between, after) = (pool.Input[0], $"{pool.Input[0]}/relu", relu.Output[0]);
            var place = graph.Node.IndexOf(pool);
            graph.Node.Remove(relu);
            graph.Node.Insert(place, GraphEdits.Node("Relu", [before], [between]));
            pool.Input[0] = between;
            pool.Output[0] = after;
            pool.Name = after;
        }
    }
}
