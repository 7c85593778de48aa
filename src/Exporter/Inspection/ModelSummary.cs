namespace Toolchain.Exporter.Inspection;

/// <summary>What a model file holds.</summary>
/// <param name="Model">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="IrVersion">Version of the file format.</param>
/// <param name="Opset">Version of ONNX's own operator set; 0 when it imports none.</param>
/// <param name="Opsets">Versions of all operator sets, by domain.</param>
/// <param name="Producer">The program that wrote it, with its version.</param>
/// <param name="Graph">Name of the graph.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it gives.</param>
/// <param name="Nodes">Its operators, in order.</param>
/// <param name="Initializers">Its stored tensors.</param>
/// <param name="Parameters">Values in the stored tensors.</param>
/// <param name="ParameterBytes">Bytes of these values.</param>
/// <param name="NotInferred">Why ONNX Runtime cannot tell the shapes between the nodes; absent when it can.</param>
/// <param name="Metadata">Its <c>metadata_props</c>.</param>
internal sealed record ModelSummary(
    string Model,
    long Bytes,
    long IrVersion,
    long Opset,
    IReadOnlyDictionary<string, long> Opsets,
    string Producer,
    string Graph,
    IReadOnlyList<ValueSummary> Inputs,
    IReadOnlyList<ValueSummary> Outputs,
    IReadOnlyList<NodeSummary> Nodes,
    IReadOnlyList<InitializerSummary> Initializers,
    long Parameters,
    long ParameterBytes,
    string? NotInferred,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>An input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type, or <c>unknown</c> for what is no tensor.</param>
/// <param name="Shape">Sizes; free ones by name, or <c>?</c>. Absent when the file leaves even the rank open.</param>
internal sealed record ValueSummary(string Name, string Type, IReadOnlyList<string>? Shape);

/// <summary>An operator.</summary>
/// <param name="Name">Its name, often empty.</param>
/// <param name="Op">The operator, with its domain when that is not ONNX's own.</param>
/// <param name="Inputs">Values it reads.</param>
/// <param name="Outputs">Values it gives.</param>
/// <param name="Shapes">Type and shape of each of these, as ONNX Runtime infers them; <c>?</c> where it cannot, absent where it takes no such graph.</param>
/// <param name="Parameters">Values in the stored tensors that it reads.</param>
/// <param name="ParameterBytes">Bytes of these values.</param>
/// <param name="Attributes">What steers it, as text.</param>
internal sealed record NodeSummary(
    string Name,
    string Op,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<string>? Shapes,
    long Parameters,
    long ParameterBytes,
    IReadOnlyDictionary<string, string> Attributes);

/// <summary>A stored tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Bytes">Bytes of its values.</param>
/// <param name="Outside">The file beside the model that they lie in; absent where that is the model's own.</param>
internal sealed record InitializerSummary(string Name, string Type, IReadOnlyList<long> Shape, long Bytes, string? Outside);
