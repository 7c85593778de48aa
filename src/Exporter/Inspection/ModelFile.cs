using Google.Protobuf;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Graph.Onnx;

namespace Toolchain.Exporter.Inspection;

/// <summary>Reads ONNX files of any producer, and refuses what is none.</summary>
internal static class ModelFile
{
    // protobuf's own limit; larger models keep their weights in files beside them
    private const long MostBytes = int.MaxValue;

    private static readonly MessageParser<ModelProto> Parser = ModelProto.Parser.WithDiscardUnknownFields(true);

    /// <summary>Reads a file and says what it holds.</summary>
    /// <exception cref="ToolException">It is missing or no ONNX model (exit 3).</exception>
    public static ModelSummary Inspect(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return stream.Length <= MostBytes
                ? Summarize(path, stream.Length, Parser.ParseFrom(stream))
                : throw new FormatException($"the file has {stream.Length} bytes, more than protobuf's limit of {MostBytes}");
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or FormatException)
        {
            throw ToolException.BadInput($"{path} is no ONNX model: {fault.Message}", "an ONNX file, whole", "export it again, or take the copy it came from", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "an ONNX file", "check the path and its permissions", fault);
        }
    }

    private static ModelSummary Summarize(string path, long bytes, ModelProto model)
    {
        // nearly any bytes are some protobuf message; a model has these three
        if (model.Graph is not { Output.Count: > 0 } graph || model.IrVersion < 1)
        {
            throw new FormatException("it holds no format version, graph and output");
        }

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

    private static ValueSummary Summarize(ValueInfoProto value) => new(
        value.Name,
        value.Type?.TensorType is { } tensor ? TensorText.TypeName(tensor.ElemType) : "unknown",
        value.Type?.TensorType?.Shape?.Dim.Select(size => size.HasDimParam ? size.DimParam : size.HasDimValue ? $"{size.DimValue}" : "?").ToArray());

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
