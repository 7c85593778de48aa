using System.Security.Cryptography;
using Google.Protobuf;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Reports;

namespace Toolchain.Exporter.Commands;

/// <summary>A model that passed the gate; there is no other way to come by one.</summary>
/// <param name="Bytes">The file's content.</param>
/// <param name="Digest">SHA-256 of the content.</param>
/// <param name="Opset">Version of the operator set it uses.</param>
/// <param name="Metadata">What the file says of itself.</param>
/// <param name="Checkpoint">What it was made from.</param>
/// <param name="Parity">What the gate found.</param>
internal sealed record CheckedModel(byte[] Bytes, string Digest, int Opset, ModelMetadata Metadata, Checkpoint Checkpoint, ParityReport Parity)
{
    /// <summary>Exports in memory and checks.</summary>
    /// <exception cref="ToolException">The checkpoint is unusable (exit 3) or the model does not answer as the trained network does (exit 1).</exception>
    public static CheckedModel Make(Terminal terminal, string checkpointPath, TestSet? data, ExportOptions options)
    {
        var checkpoint = Checkpoint.Load(checkpointPath);
        RequirePictures(checkpointPath, checkpoint);
        var metadata = new ModelMetadata
        {
            ClassNames = checkpoint.Data.ClassNames,
            Input = options.Input,
            Network = checkpoint.Network,
            Plan = checkpoint.Plan,
            Metrics = checkpoint.Quality(),
            Data = checkpoint.Data,
            CheckpointDigest = Checkpoint.DigestOf(checkpointPath),
            Command = checkpoint.Command,
        };
        var model = ModelBuilder.Whole(checkpoint, metadata, options);
        var whole = model.ToByteArray();
        var parity = ParityGate.Check(whole, options.Input, checkpoint, data);
        if (!parity.Passed)
        {
            ParityTable.Write(Screen.ForProgress(terminal), parity);
            throw Refusal(checkpointPath, parity);
        }

        ModelBuilder.Select(model, options.Outputs);
        var bytes = model.ToByteArray();
        if (options.Outputs.Count < ExportOptions.AllOutputs.Count)
        {
            SelectedOutputs.RequireUnchanged(bytes, whole, options, checkpoint.Probe);
        }

        return new CheckedModel(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), options.Opset, metadata, checkpoint, parity);
    }

    private static void RequirePictures(string path, Checkpoint checkpoint)
    {
        var pixels = checkpoint.Network.Input.Aggregate(1L, (product, size) => product * size);
        if (pixels != Contracts.Datasets.DatasetFolder.Pixels)
        {
            throw ToolException.BadInput(
                $"{path}: the network '{checkpoint.Network.Name}' reads [{string.Join(", ", checkpoint.Network.Input)}], {pixels} values",
                $"a network for pictures of 28 × 28, {Contracts.Datasets.DatasetFolder.Pixels} values",
                "export a checkpoint of such a network");
        }

        if (checkpoint.Data.ClassNames.Count != checkpoint.Network.Classes)
        {
            throw ToolException.BadInput(
                $"{path}: the network gives {checkpoint.Network.Classes} logits, the data has {checkpoint.Data.ClassNames.Count} class names",
                "one name for each logit",
                "train again, or take the copy it came from");
        }
    }

    private static ToolException Refusal(string path, ParityReport parity)
    {
        var failed = parity.Checks.Where(check => check.Passed == false).ToArray();
        return new ToolException(
            ExitCode.CheckFailed,
            $"{path}: the exported model does not answer as the trained network does: {string.Join("; ", failed.Select(check => $"{check.What}: {check.Found}"))}",
            string.Join("; ", failed.Select(check => $"{check.What}: {check.Expected}")),
            "no file was written; the weights were probably changed after the training wrote its probe: take the original checkpoint");
    }
}
