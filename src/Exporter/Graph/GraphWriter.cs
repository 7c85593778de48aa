using System.Runtime.InteropServices;
using Google.Protobuf;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Graph;

/// <summary>Writes a graph node by node, in the order of the computation.</summary>
/// <param name="name">The graph's name.</param>
/// <param name="opset">The version of the operator set whose operators may be used.</param>
internal sealed class GraphWriter(string name, int opset)
{
    /// <summary>The version of the operator set.</summary>
    public int Opset { get; } = opset;

    /// <summary>The graph so far.</summary>
    public GraphProto Graph { get; } = new() { Name = name };

    /// <summary>Declares what the caller gives; a size is a number or the name of a free dimension.</summary>
    public void Input(string input, DataType type, params IReadOnlyList<object> shape) => Graph.Input.Add(Value(input, type, shape));

    /// <summary>Declares what the caller gets.</summary>
    public void Output(string output, DataType type, params IReadOnlyList<object> shape) => Graph.Output.Add(Value(output, type, shape));

    /// <summary>Adds an operator, called after its output: names of nodes must be unique too, and outputs are.</summary>
    public void Node(string op, IReadOnlyList<string> inputs, string output, params IReadOnlyList<AttributeProto> attributes) => Node(op, inputs, [output], attributes);

    /// <summary>Adds an operator of several outputs, called after the first that has a name; an empty name is an output that nobody wants.</summary>
    public void Node(string op, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, params IReadOnlyList<AttributeProto> attributes) =>
        Graph.Node.Add(new NodeProto { OpType = op, Name = outputs.First(output => output.Length > 0), Input = { inputs }, Output = { outputs }, Attribute = { attributes } });

    /// <summary>Adds a trained tensor under its own name.</summary>
    public void Parameter(string parameter, TensorData values) => Graph.Initializer.Add(new TensorProto
    {
        Name = parameter,
        DataType = (int)DataType.Float,
        Dims = { values.Shape },
        RawData = UnsafeByteOperations.UnsafeWrap(values.Bytes), // float32, little-endian, row-major: as ONNX wants them
    });

    /// <summary>Adds a number; constants are nodes, so that the initializers are exactly the trained parameters.</summary>
    public void Constant(string output, float value) => Constant(output, DataType.Float, [], MemoryMarshal.AsBytes([value]));

    /// <summary>Adds a list of whole numbers.</summary>
    public void Constant(string output, ReadOnlySpan<long> values) => Constant(output, DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>Adds an array of numbers, row-major.</summary>
    public void Constant(string output, ReadOnlySpan<float> values, params IReadOnlyList<long> shape) => Constant(output, DataType.Float, shape, MemoryMarshal.AsBytes(values));

    /// <summary>Adds an array of whole numbers, row-major.</summary>
    public void Constant(string output, ReadOnlySpan<long> values, params IReadOnlyList<long> shape) => Constant(output, DataType.Int64, shape, MemoryMarshal.AsBytes(values));

    /// <summary>A whole number that steers an operator.</summary>
    public static AttributeProto Attribute(string attribute, long value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>A number that steers an operator.</summary>
    public static AttributeProto Attribute(string attribute, double value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Float, F = (float)value };

    /// <summary>A word that steers an operator.</summary>
    public static AttributeProto Attribute(string attribute, string value) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>Words that steer an operator.</summary>
    public static AttributeProto Attribute(string attribute, IEnumerable<string> values) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Strings, Strings = { values.Select(ByteString.CopyFromUtf8) } };

    /// <summary>Whole numbers that steer an operator.</summary>
    public static AttributeProto Attribute(string attribute, params IEnumerable<long> values) =>
        new() { Name = attribute, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private void Constant(string output, DataType type, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes) => Node("Constant", [], output, new AttributeProto
    {
        Name = "value",
        Type = AttributeProto.Types.AttributeType.Tensor,
        T = new TensorProto { DataType = (int)type, Dims = { shape }, RawData = ByteString.CopyFrom(bytes) },
    });

    private static ValueInfoProto Value(string value, DataType type, IReadOnlyList<object> shape) => new()
    {
        Name = value,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto { Dim = { shape.Select(Dimension) } },
            },
        },
    };

    private static TensorShapeProto.Types.Dimension Dimension(object size) => size is string free
        ? new TensorShapeProto.Types.Dimension { DimParam = free }
        : new TensorShapeProto.Types.Dimension { DimValue = (int)size };
}
