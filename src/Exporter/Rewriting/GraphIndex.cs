using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Rewriting;

/// <summary>Who makes and who reads each value of a graph, as it stands now: after a change, make another.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> outputs;

    /// <summary>Reads a graph whose nodes hold no graphs of their own, as ours are.</summary>
    public GraphIndex(GraphProto graph)
    {
        outputs = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var initializer in graph.Initializer)
        {
            stored[initializer.Name] = initializer;
        }

        foreach (var node in graph.Node)
        {
            foreach (var output in node.Output)
            {
                makers[output] = node;
            }

            if (node.IsConstant)
            {
                stored[node.Output[0]] = node.Attribute[0].T;
            }

            foreach (var input in node.Input.Distinct())
            {
                if (!readers.TryGetValue(input, out var list))
                {
                    readers[input] = list = [];
                }

                list.Add(node);
            }
        }
    }

    /// <summary>The node that gives a value; null for inputs and stored tensors.</summary>
    public NodeProto? MakerOf(string value) => makers.GetValueOrDefault(value);

    /// <summary>The nodes that read a value.</summary>
    public IReadOnlyList<NodeProto> ReadersOf(string value) => readers.TryGetValue(value, out var list) ? list : [];

    /// <summary>The tensor that a value always is: an initializer or a constant; null for what is computed or given.</summary>
    public TensorProto? Stored(string value) => stored.GetValueOrDefault(value);

    /// <summary>Whether the caller gets a value.</summary>
    public bool IsOutput(string value) => outputs.Contains(value);

    /// <summary>The one node that reads a value which nobody else sees; null where there are others.</summary>
    public NodeProto? OnlyReaderOf(string value) => !IsOutput(value) && ReadersOf(value) is [var only] ? only : null;
}
