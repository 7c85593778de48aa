using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Rewriting;

/// <summary>Takes out the nodes that give what they get: dropout is such a node in a finished network.</summary>
internal static class PassThrough
{
    /// <summary>Changes a graph; its inputs and outputs keep their names.</summary>
    public static void Remove(GraphProto graph)
    {
        foreach (var node in graph.Node.Where(node => node.OpType == "Identity").ToArray())
        {
            var (from, to) = (node.Input[0], node.Output[0]);
            var index = new GraphIndex(graph);
            if (!index.IsOutput(to))
            {
                foreach (var reader in index.ReadersOf(to))
                {
                    reader.Replace(to, from);
                }
            }
            else if (index.OnlyReaderOf(from) is not null && index.MakerOf(from) is { } maker)
            {
                maker.Output[maker.Output.IndexOf(from)] = to; // the output's own name moves up
                if (maker.Name == from)
                {
                    maker.Name = to;
                }
            }
            else
            {
                continue; // an input that is also an output, or a value with two names
            }

            graph.Node.Remove(node);
        }
    }
}
