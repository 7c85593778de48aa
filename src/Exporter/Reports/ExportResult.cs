using Toolchain.Exporter.Commands;
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
/// <param name="Sha256">Digest of the file.</param>
/// <param name="CheckpointSha256">Digest of the checkpoint.</param>
/// <param name="Probe">Against the trained network's own answers.</param>
/// <param name="Data">On the test set, when one was given.</param>
internal sealed record ExportResult(
    string Model,
    string Checkpoint,
    string Network,
    string Input,
    int Opset,
    int IrVersion,
    int Bytes,
    string Sha256,
    string CheckpointSha256,
    ProbeParity Probe,
    DataParity? Data)
{
    /// <summary>The result of an export from one file to another.</summary>
    public static ExportResult Of(CheckedModel model, string from, string to) => new(
        Model: to,
        Checkpoint: from,
        Network: model.Source.Network.Name,
        Input: model.Metadata.Input.Type,
        Opset: model.Opset,
        IrVersion: Opsets.IrVersionOf(model.Opset),
        Bytes: model.Bytes.Length,
        Sha256: model.Digest,
        CheckpointSha256: model.Metadata.CheckpointDigest,
        Probe: model.Parity.Probe,
        Data: model.Parity.Data);
}
