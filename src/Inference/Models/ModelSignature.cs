using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata;

namespace Toolchain.Inference.Models;

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type, as ONNX writes it.</param>
/// <param name="Shape">Its sizes, free ones by name.</param>
internal sealed record Port(string Name, string Type, string Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{Shape}]";

    /// <summary>Reads one from a session.</summary>
    public static Port From(string name, NodeMetadata metadata) => new(
        name,
        metadata.IsTensor ? TypeName(metadata.ElementDataType) : metadata.OnnxValueType.ToString(),
        metadata.IsTensor ? string.Join(", ", metadata.Dimensions.Select((size, i) => size < 0 ? FreeName(metadata, i) : $"{size}")) : "");

    private static string FreeName(NodeMetadata metadata, int i) =>
        metadata.SymbolicDimensions[i] is { Length: > 0 } name ? name : "?";

    private static string TypeName(TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        _ => $"{type}".ToLowerInvariant(),
    };
}

/// <summary>Inputs and outputs of a model, and whether they are a digit classifier's.</summary>
/// <param name="Inputs">In the order of the graph.</param>
/// <param name="Outputs">In the order of the graph.</param>
internal sealed record ModelSignature(IReadOnlyList<Port> Inputs, IReadOnlyList<Port> Outputs)
{
    private const string Next = "export the model again with 'exporter export'";

    private static readonly Port[] ExpectedOutputs =
    [
        new(ModelMetadata.LogitsName, "float32", $"{ModelMetadata.BatchName}, {DatasetFolder.Classes}"),
        new(ModelMetadata.ProbabilitiesName, "float32", $"{ModelMetadata.BatchName}, {DatasetFolder.Classes}"),
        new(ModelMetadata.LabelName, "int64", ModelMetadata.BatchName),
    ];

    /// <summary>Reads the signature of a session.</summary>
    public static ModelSignature Of(InferenceSession session) => new(
        [.. session.InputNames.Select(name => Port.From(name, session.InputMetadata[name]))],
        [.. session.OutputNames.Select(name => Port.From(name, session.OutputMetadata[name]))]);

    /// <summary>Refuses a model that cannot be fed or understood.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="metadata">What the model says of itself.</param>
    /// <exception cref="ToolException">An input or output, the class names or the convention do not fit (exit 3).</exception>
    public void Check(string path, ModelMetadata metadata)
    {
        if (!InputConvention.All.Contains(metadata.Input))
        {
            throw ToolException.BadInput(
                $"{path} wants its input as {Describe(metadata.Input)}",
                string.Join("; or ", InputConvention.All.Select(Describe)),
                Next);
        }

        if (metadata.ClassNames?.Count != DatasetFolder.Classes)
        {
            throw ToolException.BadInput($"{path} names {metadata.ClassNames?.Count ?? 0} classes", $"{DatasetFolder.Classes} names", Next);
        }

        var input = new Port(ModelMetadata.InputName, metadata.Input.Type, metadata.Input.Shape);
        if (Inputs is not [var only] || only != input)
        {
            throw ToolException.BadInput($"{path} has the input {Describe(Inputs)}", $"one input: {input}", Next);
        }

        foreach (var expected in ExpectedOutputs)
        {
            if (!Outputs.Contains(expected))
            {
                throw ToolException.BadInput($"{path} has the outputs {Describe(Outputs)}", $"an output {expected}", Next);
            }
        }
    }

    private static string Describe(InputConvention input) => $"{input.Type} [{input.Shape}]{(input.IsOfPictures ? $", {input.Range}, {input.Ink}" : "")}";

    private static string Describe(IReadOnlyList<Port> ports) => ports.Count == 0 ? "(none)" : string.Join("; ", ports);
}
