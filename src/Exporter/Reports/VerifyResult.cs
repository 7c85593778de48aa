using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>What a verification came to, as a program reads it.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Checkpoint">The checkpoint's file.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Sha256">Digest of the model.</param>
/// <param name="CheckpointSha256">Digest of the checkpoint.</param>
/// <param name="Passed">The verdict.</param>
/// <param name="Probe">Against the trained network's own answers.</param>
/// <param name="Data">On the test set, when one was given.</param>
/// <param name="Contradictions">Samples whose label or probabilities do not follow from their logits; absent where nothing could be compared.</param>
/// <param name="Differences">What graph and weights, the left, differ in from those that the checkpoint gives.</param>
/// <param name="Metadata">Keys under which the model says of itself other than the checkpoint does.</param>
/// <param name="Precision">Of a model that computes in less than float32: against the network in float32, which the figures above are about.</param>
/// <param name="Layers">Layer by layer, where the answers differ or when that was asked for.</param>
internal sealed record VerifyResult(
    string Model,
    string Checkpoint,
    string Network,
    string Sha256,
    string CheckpointSha256,
    bool Passed,
    ProbeParity Probe,
    DataParity? Data,
    int? Contradictions,
    IReadOnlyList<Difference> Differences,
    IReadOnlyList<string> Metadata,
    PrecisionParity? Precision,
    LayerReport? Layers);
