using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Running;

namespace Toolchain.Exporter.Rewriting;

/// <summary>Computes once, at export, what no input has a say in. ONNX Runtime does the arithmetic, node by node, as it would in every run.</summary>
internal static class ConstantFold
{
    /// <summary>Changes the graph of a model.</summary>
    public static void Apply(ModelProto model)
    {
        var graph = model.Graph;
        var index = new GraphIndex(graph);
        var known = graph.Initializer.Select(initializer => initializer.Name).Append("").ToHashSet(StringComparer.Ordinal); // "" is an input left out
        var fixedNodes = new List<NodeProto>();
        foreach (var node in graph.Node.Where(node => node.Input.All(known.Contains)))
        {
            known.UnionWith(node.Output);
            fixedNodes.Add(node);
        }

        var computed = fixedNodes.Where(node => !node.IsConstant).ToHashSet();
        var wanted = computed
            .SelectMany(node => node.Output)
            .Where(value => value.Length > 0 && (index.IsOutput(value) || index.ReadersOf(value).Any(reader => !computed.Contains(reader))))
            .ToArray();
        if (wanted.Length == 0)
        {
            return;
        }

        var part = new ModelProto { IrVersion = model.IrVersion, OpsetImport = { model.OpsetImport }, Graph = new GraphProto { Name = "constants", Node = { fixedNodes } } };
        part.Graph.Output.Add(wanted.Select(value => new ValueInfoProto { Name = value }));
        part.Graph.Initializer.Add(graph.Initializer);
        part.Graph.RemoveUnused();
        graph.Initializer.Add(Values(part, wanted));
        foreach (var node in computed)
        {
            graph.Node.Remove(node);
        }
    }

    private static IEnumerable<TensorProto> Values(ModelProto part, IReadOnlyList<string> names)
    {
        var values = Runtime.Evaluate(part);
        return names.Select(name => values[name]);
    }
}
