using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Inspection;

/// <summary>What ONNX files of any producer hold.</summary>
internal static class ModelFile
{
    /// <summary>Reads a file and says what it holds.</summary>
    /// <exception cref="ToolException">It is missing or no ONNX model (exit 3).</exception>
    public static ModelSummary Inspect(string path)
    {
        var stored = StoredModel.Read(path);
        return StoredModel.Guard(path, () => Summarize(path, stored.Bytes.Length, stored.Model));
    }

    /// <summary>Says what a model holds that we wrote.</summary>
    /// <param name="path">What the file is called.</param>
    /// <param name="bytes">Its content.</param>
    public static ModelSummary Summarize(string path, byte[] bytes) => Summarize(path, bytes.Length, ModelProto.Parser.ParseFrom(bytes));

    /// <summary>What a file says of a value.</summary>
    public static ValueSummary Summarize(ValueInfoProto value) => new(
        value.Name,
        value.Type?.TensorType is { } tensor ? TensorText.TypeName(tensor.ElemType) : "unknown",
        value.Type?.TensorType?.Shape?.Dim.Select(size => size.HasDimParam ? size.DimParam : size.HasDimValue ? $"{size.DimValue}" : "?").ToArray());

    private static ModelSummary Summarize(string path, long bytes, ModelProto model)
    {
        var graph = model.Graph;
        var initializers = graph.Initializer.Select(Summarize).ToArray();
        var stored = initializers.Select(initializer => initializer.Name).ToHashSet(StringComparer.Ordinal);
        var opsets = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var import in model.OpsetImport)
        {
            opsets[import.Domain is "" ? "ai.onnx" : import.Domain] = import.Version;
        }

        return new ModelSummary(
            Model: path,
            Bytes: bytes,
            IrVersion: model.IrVersion,
            Opset: opsets.GetValueOrDefault("ai.onnx"),
            Opsets: opsets,
            Producer: $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Graph: graph.Name,
            Inputs: [.. graph.Input.Where(input => !stored.Contains(input.Name)).Select(Summarize)], // old files list their weights as inputs too
            Outputs: [.. graph.Output.Select(Summarize)],
            Nodes: [.. graph.Node.Select(Summarize)],
            Initializers: initializers,
            Parameters: initializers.Aggregate(0L, (sum, initializer) => Checked(initializer.Name, () => checked(sum + Count(initializer.Shape)))),
            Metadata: Last(model.MetadataProps.Select(pair => (pair.Key, pair.Value))));
    }

    private static NodeSummary Summarize(NodeProto node) => new(
        node.Name,
        node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}",
        node.Input,
        node.Output,
        Last(node.Attribute.Select(attribute => (attribute.Name, AttributeText.Describe(attribute)))));

    private static InitializerSummary Summarize(TensorProto tensor) =>
        tensor.Dims.Any(size => size < 0)
            ? throw new FormatException($"tensor '{tensor.Name}' has the shape [{string.Join(", ", tensor.Dims)}]")
            : new InitializerSummary(tensor.Name, TensorText.TypeName(tensor.DataType), tensor.Dims, TensorText.BytesOf(tensor));

    private static long Count(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, size) => checked(product * size));

    private static long Checked(string name, Func<long> count)
    {
        try
        {
            return count();
        }
        catch (OverflowException fault)
        {
            throw new FormatException($"tensor '{name}' claims more values than any file holds", fault);
        }
    }

    // a damaged file may repeat a key; as in protobuf, the last one holds
    private static SortedDictionary<string, string> Last(IEnumerable<(string Key, string Value)> pairs)
    {
        var last = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            last[key] = value;
        }

        return last;
    }
}
