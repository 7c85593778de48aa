using System.Runtime.InteropServices;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Rewriting;
using Toolchain.Exporter.Running;
using Toolchain.Exporter.Storing;
using DataType = Toolchain.Exporter.Graph.Onnx.TensorProto.Types.DataType;

namespace Toolchain.Exporter.Parity;

/// <summary>What flows between the nodes of a model: a copy of its graph gives every value to the caller.</summary>
internal static class InnerValues
{
    /// <summary>The numbers of each float32 or float16 value that has a row for each sample, row-major.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="input">How it wants its input.</param>
    /// <param name="samples">The samples, the batch in front.</param>
    public static IReadOnlyDictionary<string, float[]> Of(ModelProto model, InputConvention input, TensorData samples)
    {
        var inferred = InferredValue.Of(model);
        var batch = inferred[model.Graph.Input[0].Name].Shape[0];
        var names = model.Graph.Node.SelectMany(node => node.Output)
            .Where(value => inferred.TryGetValue(value, out var found) && found is { Type: DataType.Float or DataType.Float16, Shape: [var rows, ..] } && rows == batch)
            .ToArray();
        using var running = new RunningModel(ModelContent.Of(model.WithOutputs(names)), input);
        return names.Zip(running.Values(samples, names)).ToDictionary(pair => pair.First, pair => Numbers(inferred[pair.First].Type, pair.Second), StringComparer.Ordinal);
    }

    private static float[] Numbers(DataType type, byte[] bytes) => type == DataType.Float16
        ? [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(value => (float)value)]
        : MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
