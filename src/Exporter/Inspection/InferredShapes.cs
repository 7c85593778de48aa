using Microsoft.ML.OnnxRuntime;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Running;

namespace Toolchain.Exporter.Inspection;

/// <summary>What lies between the nodes of any model, as far as ONNX Runtime can tell.</summary>
internal sealed class InferredShapes
{
    private readonly IReadOnlyDictionary<string, InferredValue>? values;

    private InferredShapes(IReadOnlyDictionary<string, InferredValue>? values, string? fault)
    {
        this.values = values;
        Fault = fault;
    }

    /// <summary>Why nothing is known; null where something is.</summary>
    public string? Fault { get; }

    /// <summary>Asks ONNX Runtime, which may not know the operators of a stranger's model.</summary>
    public static InferredShapes Of(ModelProto model)
    {
        try
        {
            return new InferredShapes(InferredValue.Of(model), null);
        }
        catch (OnnxRuntimeException fault)
        {
            return new InferredShapes(null, fault.Message.Split('\n')[0].Trim());
        }
    }

    /// <summary>Type and shape of some values; null where nothing is known.</summary>
    public IReadOnlyList<string>? Describe(IEnumerable<string> names) =>
        values is null ? null : [.. names.Select(name => values.TryGetValue(name, out var value) ? Describe(value) : "?")];

    /// <summary>Such as <c>float32 [batch, 10]</c>.</summary>
    public static string Describe(InferredValue value) => $"{TensorText.TypeName((int)value.Type)} [{string.Join(", ", value.Shape)}]";
}
