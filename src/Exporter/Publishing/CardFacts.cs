using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Publishing;

/// <summary>What a model card is written from.</summary>
/// <param name="Name">What the model is called.</param>
/// <param name="File">Name of its file.</param>
/// <param name="Sha256">Digest of the file.</param>
/// <param name="Model">What the file holds.</param>
/// <param name="Metadata">What it says of itself.</param>
/// <param name="Accuracy">As ONNX Runtime measured this very file; absent where nobody did.</param>
/// <param name="Epochs">As the trainer measured each epoch; empty where that is not known.</param>
internal sealed record CardFacts(
    string Name,
    string File,
    string Sha256,
    ModelSummary Model,
    ModelMetadata Metadata,
    MeasuredAccuracy? Accuracy,
    IReadOnlyList<EpochMetrics> Epochs);
