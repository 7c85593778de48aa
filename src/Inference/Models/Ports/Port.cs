using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Toolchain.Inference.Models.Ports;

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type, as ONNX writes it; for what is no tensor, what it is instead.</param>
/// <param name="Shape">Its sizes, free ones by name; null for what is no tensor.</param>
internal sealed record Port(string Name, string Type, string? Shape)
{
    /// <inheritdoc/>
    public override string ToString() => Shape is null ? $"{Name} {Type}" : $"{Name} {Type} [{Shape}]";

    /// <summary>Reads one from a session.</summary>
    public static Port From(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, TypeName(metadata.ElementDataType), string.Join(", ", metadata.Dimensions.Select((size, i) => size < 0 ? FreeName(metadata, i) : $"{size}")))
        : new(name, KindName(metadata), Shape: null);

    /// <summary>A type of elements as ONNX writes it.</summary>
    public static string TypeName(TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => $"{type}".ToLowerInvariant(),
    };

    /// <summary>Several ports in one line, for messages.</summary>
    public static string List(IReadOnlyCollection<Port> ports) => ports.Count == 0 ? "(none)" : string.Join("; ", ports);

    private static string FreeName(NodeMetadata metadata, int i) =>
        metadata.SymbolicDimensions[i] is { Length: > 0 } name ? name : "?";

    private static string KindName(NodeMetadata metadata) =>
        metadata.OnnxValueType == OnnxValueType.ONNX_TYPE_SEQUENCE
            ? metadata.AsSequenceMetadata().ElementMeta.OnnxValueType == OnnxValueType.ONNX_TYPE_MAP ? "sequence of maps" : "sequence"
            : $"{metadata.OnnxValueType}".Replace("ONNX_TYPE_", "", StringComparison.Ordinal).ToLowerInvariant();
}
