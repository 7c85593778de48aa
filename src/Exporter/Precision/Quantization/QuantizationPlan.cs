using System.Collections.Frozen;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;
using Toolchain.Exporter.Running;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>Which nodes of a graph compute in 8 bits, and which values lie between them.</summary>
internal sealed class QuantizationPlan
{
    // give the numbers that they get, or some of them
    private static readonly FrozenSet<string> Moving = new[] { "MaxPool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze" }.ToFrozenSet(StringComparer.Ordinal);

    // have 8-bit forms in the runtimes
    private static readonly FrozenSet<string> Computing = new[] { "Relu", "Add", "Concat", "AveragePool", "GlobalAveragePool" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Pixels of 0 to 1, whose steps are the bytes that they came from.</summary>
    public static Steps PixelSteps { get; } = new ValueRange(0, 1).Steps;

    private readonly GraphIndex index;
    private readonly IReadOnlyDictionary<string, InferredValue> values;
    private readonly Dictionary<string, string> ranges = new(StringComparer.Ordinal);

    /// <summary>Plans for a model in float32.</summary>
    public QuantizationPlan(ModelProto model)
    {
        index = new GraphIndex(model.Graph);
        values = InferredValue.Of(model);
        Pixels = PixelPath.Of(model.Graph, index);
        Weighted = [.. model.Graph.Node.Where(node => IsWeighted(node, index))];
        foreach (var value in model.Graph.Input.Select(input => input.Name).Concat(model.Graph.Node.SelectMany(node => node.Output)).Where(IsQuantized))
        {
            var moved = index.MakerOf(value) is { } maker && Moving.Contains(maker.OpType) ? ranges.GetValueOrDefault(maker.Input[0]) : null;
            ranges.Add(value, moved ?? value);
        }

        Addends = ranges.Keys.Where(IsAddend).ToHashSet(StringComparer.Ordinal);
        Kept = [.. model.Graph.Node.Where(node => !IsInEightBits(node) && OwnNodes.Include(node, Pixels, IsFloat)).Select(node => node.Name)];
    }

    /// <summary>The nodes with weights, most of the work.</summary>
    public IReadOnlyList<NodeProto> Weighted { get; }

    /// <summary>The values that are the input, but for a type and a factor.</summary>
    public IReadOnlySet<string> Pixels { get; }

    /// <summary>The network's nodes that stay in float32.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <summary>The values that become 8-bit numbers, each with the value whose range it shares.</summary>
    public IReadOnlyDictionary<string, string> Ranges => ranges;

    /// <summary>The values among these that are products, or the ReLU on one, and that nobody but a sum reads.</summary>
    /// <remarks>
    /// OpenVINO makes such a product, the sum and the rounding after it one operation, and leaves out the rounding between them; of two in the same steps, it leaves
    /// out one, and ONNX Runtime makes one of them (decision 0014).
    /// </remarks>
    public IReadOnlySet<string> Addends { get; }

    /// <summary>Whether a node multiplies by weights that can become 8-bit numbers.</summary>
    public static bool IsWeighted(NodeProto node, GraphIndex index) => node.OpType switch
    {
        "Conv" => true,
        "Gemm" => node.Whole("transB", 0) == 1 && node.Whole("transA", 0) == 0 && node.Number("alpha", 1) == 1 && node.Number("beta", 1) == 1,
        "MatMul" => index.Stored(node.Input[1]) is { Dims.Count: 2 },
        _ => false,
    }
    && index.Stored(node.Input[1]) is { DataType: (int)DataType.Float } && index.Stored(node.Input[0]) is null && (node.Input.Count < 3 || index.Stored(node.Input[2]) is not null);

    /// <summary>Whether a node computes in 8 bits.</summary>
    public bool IsInEightBits(NodeProto node) =>
        IsWeighted(node, index) || ((Moving.Contains(node.OpType) || Computing.Contains(node.OpType)) && node.Input.Where(IsFloat).All(input => index.Stored(input) is null));

    private bool IsAddend(string value)
    {
        var maker = index.MakerOf(value) is { OpType: "Relu" } relu ? index.MakerOf(relu.Input[0]) : index.MakerOf(value);
        return index.OnlyReaderOf(value) is { OpType: "Add" } && maker is not null && IsWeighted(maker, index);
    }

    private bool IsQuantized(string value)
    {
        if (!IsFloat(value) || index.IsOutput(value))
        {
            return false;
        }

        var (maker, readers) = (index.MakerOf(value), index.ReadersOf(value));
        if (readers.Any(reader => IsWeighted(reader, index) && reader.Input[0] == value))
        {
            return true;
        }

        // a product and the ReLU on it become one operation
        if (maker is not null && (IsWeighted(maker, index) || maker.OpType == "Add") && readers is [{ OpType: "Relu" }])
        {
            return false;
        }

        return (maker is null || Pixels.Contains(value) || IsInEightBits(maker)) && readers.Any(IsInEightBits);
    }

    private bool IsFloat(string value) => values.TryGetValue(value, out var inferred) && inferred.Type == DataType.Float;
}
