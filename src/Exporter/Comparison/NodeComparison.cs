using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Comparison;

/// <summary>Operators side by side.</summary>
internal static class NodeComparison
{
    private const string Alike = ", of another value";

    /// <summary>What an operator is known by: the first value that it gives, of which a graph has no second.</summary>
    public static string KeyOf(NodeProto node) => node.Output.FirstOrDefault(output => output.Length > 0) ?? node.Name;

    /// <summary>What differs; null where nothing does.</summary>
    public static Difference? Compare(string name, NodeProto? left, NodeProto? right)
    {
        if (left is null || right is null)
        {
            return new Difference("node", name, Text(left), Text(right));
        }

        if (left.Equals(right))
        {
            return null;
        }

        var differing = Aspects(left, right).Where(aspect => aspect.Left != aspect.Right).ToArray();
        return differing.Length == 0
            ? SameAspects(name, left, right)
            : new Difference("node", name, Join(differing.Select(aspect => (aspect.Name, aspect.Left))), Join(differing.Select(aspect => (aspect.Name, aspect.Right))));
    }

    // attributes in another order are the same attributes
    private static Difference? SameAspects(string name, NodeProto left, NodeProto right)
    {
        var (first, second) = (left.Clone(), right.Clone());
        first.Attribute.Clear();
        second.Attribute.Clear();
        return first.Equals(second) && left.Attribute.Count == right.Attribute.Count ? null : new Difference("node", name, Text(left), $"{Text(right)}, and other remarks");
    }

    private static IEnumerable<(string Name, string? Left, string? Right)> Aspects(NodeProto left, NodeProto right)
    {
        yield return ("operator", Operator(left), Operator(right));
        yield return ("name", left.Name, right.Name);
        yield return ("inputs", List(left.Input), List(right.Input));
        yield return ("outputs", List(left.Output), List(right.Output));
        var (first, second) = (Named.By(left.Attribute, attribute => attribute.Name), Named.By(right.Attribute, attribute => attribute.Name));
        foreach (var (name, one, other) in Named.Pair(first, second))
        {
            var (text, otherText) = (one is null ? null : AttributeText.Describe(one), other is null ? null : AttributeText.Describe(other));
            yield return (name, text, text == otherText && !Equals(one, other) ? otherText + Alike : otherText); // long values are cut in words
        }
    }

    private static string? Text(NodeProto? node) =>
        node is null ? null : $"{Operator(node)}{List(node.Input)}{string.Concat(node.Attribute.Select(attribute => $" {attribute.Name} = {AttributeText.Describe(attribute)}"))}";

    private static string Operator(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    private static string List(IEnumerable<string> names) => $"({string.Join(", ", names)})";

    private static string Join(IEnumerable<(string Name, string? Value)> aspects) => string.Join("; ", aspects.Select(aspect => aspect.Value is null ? $"no {aspect.Name}" : $"{aspect.Name} {aspect.Value}"));
}
