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

        var shapes = InferredShapes.Of(model);
        var weights = new Dictionary<string, InitializerSummary>(StringComparer.Ordinal);
        foreach (var initializer in initializers)
        {
            weights[initializer.Name] = initializer;
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
            Nodes: [.. graph.Node.Select(node => Summarize(node, shapes, weights))],
            Initializers: initializers,
            Parameters: Count(initializers),
            ParameterBytes: initializers.Sum(initializer => initializer.Bytes),
            NotInferred: shapes.Fault,
            Metadata: Last(model.MetadataProps.Select(pair => (pair.Key, pair.Value))));
    }

    private static NodeSummary Summarize(NodeProto node, InferredShapes shapes, Dictionary<string, InitializerSummary> weights)
    {
        var read = node.Input.Distinct().Select(input => weights.GetValueOrDefault(input)).OfType<InitializerSummary>().ToArray();
        return new NodeSummary(
            node.Name,
            node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}",
            node.Input,
            node.Output,
            shapes.Describe(node.Output),
            Count(read),
            read.Sum(initializer => initializer.Bytes),
            Last(node.Attribute.Select(attribute => (attribute.Name, AttributeText.Describe(attribute)))));
    }

    private static InitializerSummary Summarize(TensorProto tensor) =>
        tensor.Dims.Any(size => size < 0)
            ? throw new FormatException($"tensor '{tensor.Name}' has the shape [{string.Join(", ", tensor.Dims)}]")
            : new InitializerSummary(tensor.Name, TensorText.TypeName(tensor.DataType), tensor.Dims, TensorText.BytesOf(tensor), OutsideTensor.Is(tensor) ? OutsideTensor.PlaceOf(tensor) : null);

    private static long Count(IEnumerable<InitializerSummary> initializers)
    {
        var sum = 0L;
        foreach (var initializer in initializers)
        {
            try
            {
                sum = checked(sum + initializer.Shape.Aggregate(1L, (product, size) => checked(product * size)));
            }
            catch (OverflowException fault)
            {
                throw new FormatException($"tensor '{initializer.Name}' claims more values than any file holds", fault);
            }
        }

        return sum;
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
