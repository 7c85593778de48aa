using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Exporter.Graph.Onnx;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Running;

/// <summary>What a value of a graph is, though the file need not say so.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes; free ones by name, or <c>?</c>.</param>
internal sealed record InferredValue(DataType Type, IReadOnlyList<string> Shape)
{
    // weights decide no shape but by their own; what steers a reshape or a resize is far smaller than this
    private const int MostSteering = 256;

    /// <summary>What every value is, as ONNX Runtime infers it from the graph alone; the weights are not looked at.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot take the graph.</exception>
    public static IReadOnlyDictionary<string, InferredValue> Of(ModelProto model)
    {
        var shell = new ModelProto { IrVersion = model.IrVersion, OpsetImport = { model.OpsetImport }, Graph = new GraphProto { Name = "shell", Node = { model.Graph.Node }, Output = { model.Graph.Output } } };
        var declared = model.Graph.Input.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var initializer in model.Graph.Initializer)
        {
            if (initializer.DataLocation == TensorProto.Types.DataLocation.Default && Size(initializer) <= MostSteering)
            {
                shell.Graph.Initializer.Add(initializer);
            }
            else if (declared.Add(initializer.Name))
            {
                shell.Graph.Input.Add(Given(initializer));
            }
        }

        shell.Graph.Input.Add(model.Graph.Input);
        var known = model.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var output in model.Graph.Node.SelectMany(node => node.Output).Where(output => output.Length > 0 && known.Add(output)))
        {
            shell.Graph.Output.Add(new ValueInfoProto { Name = output }); // ONNX Runtime fills in the type
        }

        using var session = Runtime.Open(shell.ToByteArray(), literal: true);
        return session.OutputMetadata.Concat(session.InputMetadata)
            .Where(pair => pair.Value.IsTensor)
            .Select(pair => (Name: pair.Key, Value: new InferredValue((DataType)pair.Value.ElementDataType, Sizes(pair.Value))))
            .Concat(model.Graph.Initializer.Select(tensor => (tensor.Name, Value: new InferredValue((DataType)tensor.DataType, [.. tensor.Dims.Select(size => $"{size}")]))))
            .DistinctBy(pair => pair.Name) // an input may be given as an output as it is
            .ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
    }

    // in double, which no product of sizes overflows
    private static double Size(TensorProto tensor) => tensor.Dims.Aggregate(1.0, (product, size) => product * size);

    private static ValueInfoProto Given(TensorProto tensor) => new()
    {
        Name = tensor.Name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = tensor.DataType,
                Shape = new TensorShapeProto { Dim = { tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }) } },
            },
        },
    };

    private static string[] Sizes(NodeMetadata value) =>
        [.. value.Dimensions.Zip(value.SymbolicDimensions, (size, name) => size >= 0 ? $"{size}" : name.Length > 0 ? name : "?")];
}
