using Toolchain.Contracts.Models;
using Toolchain.Exporter.Commands;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>What an export came to, as a program reads it.</summary>
/// <param name="Model">The file that was written.</param>
/// <param name="Checkpoint">The file it was made from.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Input">Type of the input.</param>
/// <param name="Opset">Version of the operator set.</param>
/// <param name="IrVersion">Version of the file format.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Weights">The file with its weights beside it; absent where they are in the model's.</param>
/// <param name="Sha256">Digest of the file.</param>
/// <param name="CheckpointSha256">Digest of the checkpoint.</param>
/// <param name="Probe">Against the trained network's own answers.</param>
/// <param name="Data">On the test set, when one was given.</param>
/// <param name="Precision">What a smaller precision came to; absent where the model computes as it was trained.</param>
/// <param name="Layers">Layer by layer, when that was asked for.</param>
/// <param name="Calibration">How its confidence was made honest; absent where it was not.</param>
/// <param name="NotCalibrated">Why it was not.</param>
internal sealed record ExportResult(
    string Model,
    string Checkpoint,
    string Network,
    string Input,
    int Opset,
    int IrVersion,
    int Bytes,
    WeightsResult? Weights,
    string Sha256,
    string CheckpointSha256,
    ProbeParity Probe,
    DataParity? Data,
    PrecisionResult? Precision,
    LayerReport? Layers,
    Calibration? Calibration,
    string? NotCalibrated)
{
    /// <summary>The result of an export from one file to another.</summary>
    public static ExportResult Of(CheckedModel model, string from, string to) => new(
        Model: to,
        Checkpoint: from,
        Network: model.Source.Network.Name,
        Input: model.Metadata.Input.Type,
        Opset: model.Opset,
        IrVersion: Opsets.IrVersionOf(model.Opset),
        Bytes: model.Content.Bytes.Length,
        Weights: model.Content.Weights is { } file ? new(Path.Combine(Path.GetDirectoryName(to) ?? "", file.Name), file.Length, file.Digest) : null,
        Sha256: model.Content.Digest,
        CheckpointSha256: model.Metadata.CheckpointDigest,
        Probe: model.Parity.Probe,
        Data: model.Parity.Data,
        Precision: PrecisionResult.Of(model),
        Layers: model.Layers,
        Calibration: model.Metadata.Calibration,
        NotCalibrated: model.WhyNotCalibrated);
}

/// <summary>The weights of a model that is too large for one file.</summary>
/// <param name="File">Where they are.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Its digest.</param>
internal sealed record WeightsResult(string File, long Bytes, string Sha256);

/// <summary>What a smaller precision came to.</summary>
/// <param name="Choice">What the file says of it.</param>
/// <param name="Parity">What the gate found.</param>
/// <param name="BytesInFloat32">Length of the file in float32.</param>
/// <param name="SizeRatio">Length of the file as a share of that.</param>
/// <param name="ReducedNodes">Nodes that compute in it.</param>
/// <param name="KeptNodes">The network's nodes that stayed in float32, by name.</param>
/// <param name="VanishedWeights">Of fp16: weights that are 0 now; absent elsewhere.</param>
internal sealed record PrecisionResult(ModelPrecision Choice, PrecisionParity Parity, long BytesInFloat32, double SizeRatio, int ReducedNodes, IReadOnlyList<string> KeptNodes, long? VanishedWeights)
{
    /// <summary>The result of a model; null where it computes as it was trained.</summary>
    public static PrecisionResult? Of(CheckedModel model) => model is { Metadata.Precision: { } choice, Parity.Precision: { } parity, Reduced: { } notes }
        ? new(choice, parity, model.BytesInFloat32, Math.Round((double)model.Content.Length / model.BytesInFloat32, 4), notes.Reduced.Count, notes.Kept, notes.Vanished)
        : null;
}
