using Microsoft.ML.OnnxRuntime;

namespace Toolchain.Inference.Models.Ports;

/// <summary>Inputs and outputs of a model.</summary>
/// <param name="Inputs">In the order of the graph.</param>
/// <param name="Outputs">In the order of the graph.</param>
internal sealed record ModelSignature(IReadOnlyList<Port> Inputs, IReadOnlyList<Port> Outputs)
{
    /// <summary>Reads the signature of a session.</summary>
    public static ModelSignature Of(InferenceSession session) => new(
        [.. session.InputNames.Select(name => Port.From(name, session.InputMetadata[name]))],
        [.. session.OutputNames.Select(name => Port.From(name, session.OutputMetadata[name]))]);
}
