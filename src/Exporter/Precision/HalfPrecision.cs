using System.Collections.Frozen;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Rewriting;
using Toolchain.Exporter.Running;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Precision;

/// <summary>Lets a network compute in float16. Inputs, outputs, the scaling of pixels, softmax and label stay as they are, so that callers notice nothing.</summary>
internal sealed class HalfPrecision
{
    // no layer has a slash in its name, and no value that its nodes give
    private const string Suffix = "/float16";

    // a sixteenth of the largest number in float16: other samples than those that were seen may give larger values
    private const float Most = 65504f / 16;

    // what float16 does no harm to beyond its rounding: products and sums that runtimes add up in float32, choices, and moves.
    // Long sums of squares, exponentials and recurrences stay in float32.
    private static readonly FrozenSet<string> Operators = new[]
    {
        "Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "Sum", "Neg", "Abs", "Relu", "LeakyRelu", "PRelu", "Clip", "Sigmoid", "Tanh", "Erf",
        "BatchNormalization", "MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool", "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Concat",
        "Split", "Slice", "Gather", "Expand", "DepthToSpace", "SpaceToDepth", "Identity",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly GraphProto graph;
    private readonly IReadOnlyDictionary<string, InferredValue> values;
    private readonly IReadOnlyDictionary<string, float> largest;
    private readonly GraphIndex before;
    private readonly List<NodeProto> nodes = [];
    private readonly HashSet<string> singles;
    private readonly HashSet<string> halves = new(StringComparer.Ordinal);
    private readonly List<string> halved = [];
    private readonly List<string> kept = [];
    private long vanished;

    private HalfPrecision(ModelProto model, IReadOnlyDictionary<string, float> largest)
    {
        graph = model.Graph;
        this.largest = largest;
        values = InferredValue.Of(model);
        before = new GraphIndex(graph);
        singles = [.. graph.Input.Select(input => input.Name), .. graph.Initializer.Select(initializer => initializer.Name)];
    }

    /// <summary>Changes the graph of a model. What overflows, or comes near to it on the given samples, stays in float32.</summary>
    /// <returns>What is worth knowing of it.</returns>
    public static PrecisionNotes Apply(ModelProto model, InputConvention input, TensorData samples)
    {
        var largest = InnerValues.Of(model, input, samples).ToDictionary(pair => pair.Key, pair => pair.Value.Max(Math.Abs), StringComparer.Ordinal);
        var half = new HalfPrecision(model, largest);
        half.Rewrite();
        return new PrecisionNotes(half.halved, half.kept, half.vanished);
    }

    private void Rewrite()
    {
        var pixels = PixelPath.Of(graph, before);
        foreach (var node in graph.Node)
        {
            var isOwn = OwnNodes.Include(node, pixels, IsFloat);
            if (isOwn && Operators.Contains(node.OpType) && node.Input.Concat(node.Output).All(Fits))
            {
                Halve(node);
            }
            else
            {
                Keep(node);
                kept.AddRange(isOwn ? [node.Name] : []);
            }
        }

        foreach (var output in graph.Output.Where(output => IsFloat(output.Name)))
        {
            Single(output.Name);
        }

        graph.Node.Clear();
        graph.Node.Add(nodes);
        graph.RemoveUnused();
    }

    private void Halve(NodeProto node)
    {
        halved.Add(node.Name);
        for (var i = 0; i < node.Input.Count; i++)
        {
            node.Input[i] = IsFloat(node.Input[i]) ? Half(node.Input[i]) : node.Input[i];
        }

        for (var i = 0; i < node.Output.Count; i++)
        {
            if (IsFloat(node.Output[i]))
            {
                halves.Add(node.Output[i]);
                node.Output[i] += Suffix;
            }
        }

        node.Name = node.Output[0]; // the old name may go to a cast
        nodes.Add(node);
    }

    private void Keep(NodeProto node)
    {
        foreach (var input in node.Input.Where(IsFloat))
        {
            Single(input);
        }

        singles.UnionWith(node.Output);
        nodes.Add(node);
    }

    // a value's float16 form, made where it is first needed
    private string Half(string value)
    {
        var name = value + Suffix;
        if (halves.Add(value))
        {
            if (before.Stored(value) is { } stored)
            {
                graph.Initializer.Add(Rounded(name, stored));
            }
            else
            {
                nodes.Add(Cast(value, name, DataType.Float16));
            }
        }

        return name;
    }

    // a value's float32 form goes by its own name
    private void Single(string value)
    {
        if (singles.Add(value))
        {
            nodes.Add(Cast(value + Suffix, value, DataType.Float));
        }
    }

    private TensorProto Rounded(string name, TensorProto stored)
    {
        var rounded = new Half[stored.Floats.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (Half)stored.Floats[i]; // to the nearest, ties to even; below 2⁻²⁴ / 2 it is 0
            vanished += rounded[i] == default && stored.Floats[i] != 0 ? 1 : 0;
        }

        return GraphEdits.Tensor<Half>(name, DataType.Float16, rounded, stored.Dims);
    }

    // beyond float16's largest number, 65504, a weight would be infinite; and a single number that becomes 0 is an epsilon that somebody divides by
    private bool Fits(string input)
    {
        if (!IsFloat(input) || before.Stored(input) is not { } stored)
        {
            return largest.GetValueOrDefault(input) <= Most; // NaN is not
        }

        foreach (var value in stored.Floats)
        {
            if (!System.Half.IsFinite((Half)value) || (stored.Count == 1 && value != 0 && (Half)value == default))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsFloat(string value) => values.TryGetValue(value, out var inferred) ? inferred.Type == DataType.Float : before.Stored(value)?.DataType == (int)DataType.Float;

    private static NodeProto Cast(string from, string to, DataType type) => GraphEdits.Node("Cast", [from], [to], GraphWriter.Attribute("to", (long)type));
}
