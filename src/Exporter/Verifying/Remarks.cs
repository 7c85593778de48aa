using Google.Protobuf.Collections;
using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Verifying;

/// <summary>What a graph holds for people and tools alone: <c>doc_string</c> and <c>metadata_props</c> of its parts, and the names of its nodes, by which nothing refers to them.</summary>
internal static class Remarks
{
    /// <summary>Writes those of one graph into another, so that the two do not differ in them.</summary>
    /// <param name="from">The graph that has them.</param>
    /// <param name="to">The graph that gets them; parts that the first has not keep their own.</param>
    public static void Copy(GraphProto from, GraphProto to)
    {
        Fill(to.MetadataProps, from.MetadataProps);
        ForPairs(from.Node, to.Node, NodeComparison.KeyOf, Copy);
        ForPairs(from.Initializer, to.Initializer, tensor => tensor.Name, Copy);
        ForPairs(from.Input, to.Input, value => value.Name, Copy);
        ForPairs(from.Output, to.Output, value => value.Name, Copy);
    }

    private static void Copy(NodeProto from, NodeProto to)
    {
        (to.Name, to.DocString) = (from.Name, from.DocString);
        Fill(to.MetadataProps, from.MetadataProps);
        ForPairs(from.Attribute, to.Attribute, attribute => attribute.Name, Copy);
    }

    private static void Copy(AttributeProto from, AttributeProto to)
    {
        to.DocString = from.DocString;
        if (from.T is not null && to.T is not null)
        {
            Copy(from.T, to.T);
        }
    }

    private static void Copy(TensorProto from, TensorProto to)
    {
        to.DocString = from.DocString;
        Fill(to.MetadataProps, from.MetadataProps);
    }

    private static void Copy(ValueInfoProto from, ValueInfoProto to)
    {
        to.DocString = from.DocString;
        Fill(to.MetadataProps, from.MetadataProps);
    }

    private static void Fill(RepeatedField<StringStringEntryProto> to, RepeatedField<StringStringEntryProto> from)
    {
        to.Clear();
        to.Add(from);
    }

    private static void ForPairs<T>(IEnumerable<T> from, IEnumerable<T> to, Func<T, string> name, Action<T, T> copy)
        where T : class
    {
        foreach (var (_, left, right) in Named.Pair(Named.By(from, name), Named.By(to, name)))
        {
            if (left is not null && right is not null)
            {
                copy(left, right);
            }
        }
    }
}
