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
/// <param name="Source">What it was made from.</param>
/// <param name="Parity">What the gate found.</param>
internal sealed record CheckedModel(byte[] Bytes, string Digest, int Opset, ModelMetadata Metadata, TrainedNetwork Source, ParityReport Parity)
{
    /// <summary>Exports in memory and checks.</summary>
    /// <exception cref="ToolException">The checkpoint is unusable (exit 3) or the model does not answer as the trained network does (exit 1).</exception>
    public static CheckedModel Make(Terminal terminal, string checkpointPath, TestSet? data, ExportOptions options)
    {
        var source = TrainedNetwork.Load(checkpointPath);
        RequireInput(checkpointPath, source, data);
        RequireOptions(checkpointPath, source, options);
        RequireClasses(checkpointPath, source);
        var metadata = new ModelMetadata
        {
            ClassNames = source.ClassNames,
            Input = source.Probe.IsOfPictures ? options.Input : InputConvention.Of(source.Network),
            Network = source.Network,
            Plan = source.Training?.Plan,
            Metrics = source.Training?.Quality(),
            Data = source.Training?.Data,
            CheckpointDigest = Checkpoint.DigestOf(checkpointPath),
            Command = source.Command,
        };
        var model = ModelBuilder.Whole(source, metadata, options);
        var whole = model.ToByteArray();
        var parity = ParityGate.Check(whole, metadata.Input, source, data);
        if (!parity.Passed)
        {
            ParityTable.Write(Screen.ForProgress(terminal), parity);
            throw Refusal(checkpointPath, parity);
        }

        if (source.ClassNames is null || options.Outputs.Count == ExportOptions.AllOutputs.Count)
        {
            return Of(whole);
        }

        ModelBuilder.Select(model, options.Outputs);
        var bytes = model.ToByteArray();
        SelectedOutputs.RequireUnchanged(bytes, whole, options.Outputs, metadata.Input, source.Probe);
        return Of(bytes);

        CheckedModel Of(byte[] content) => new(content, Convert.ToHexStringLower(SHA256.HashData(content)), options.Opset, metadata, source, parity);
    }

    private static void RequireInput(string path, TrainedNetwork source, TestSet? data)
    {
        var values = source.Network.Input.Aggregate(1.0, (product, size) => product * size);
        if (source.Probe.IsOfPictures && values != Contracts.Datasets.DatasetFolder.Pixels)
        {
            throw ToolException.BadInput(
                $"{path}: the network '{source.Network.Name}' reads [{string.Join(", ", source.Network.Input)}], {values} values",
                $"a network for pictures of 28 × 28, {Contracts.Datasets.DatasetFolder.Pixels} values",
                "export a checkpoint of such a network");
        }

        if (data is not null && !(source.Probe.IsOfPictures && source.ClassNames is not null))
        {
            throw ToolException.WrongUsage(
                $"--data, but {path} holds no classifier of such pictures", "--data for networks that were saved with a probe of raw pixels and class names", "leave --data out: the probe in the checkpoint is compared in any case");
        }
    }

    // what would change nothing is refused, not passed over
    private static void RequireOptions(string path, TrainedNetwork source, ExportOptions options)
    {
        if (source.ClassNames is null && options.Outputs.Count < ExportOptions.AllOutputs.Count)
        {
            throw ToolException.WrongUsage($"--outputs {string.Join(',', options.Outputs)}, but {path} holds no classifier", $"the only output, '{ModelMetadata.GeneralOutputName}'", "leave --outputs out");
        }

        if (!source.Probe.IsOfPictures && options.Input != InputConvention.RawPixels)
        {
            throw ToolException.WrongUsage(
                $"--input or --layout, but {path} holds a network whose input is {InputConvention.Of(source.Network).Type} [{InputConvention.Of(source.Network).Shape}]",
                "these options for networks that were saved with a probe of raw pixels",
                "leave them out: the model reads what the network reads");
        }

        if (options.Batch is { } batch && batch != source.Probe.Count && source.Network.Layers.FirstOrDefault(layer => layer.MixesSamples) is { } mixing)
        {
            throw ToolException.WrongUsage(
                $"--static-batch {batch}, but layer '{mixing.Name}' in {path} takes the batch for time, and the probe has {source.Probe.Count} steps",
                "sequences of the probe's length, which cannot be cut or filled up",
                $"write --static-batch {source.Probe.Count}, or leave it out for sequences of any length");
        }
    }

    private static void RequireClasses(string path, TrainedNetwork source)
    {
        if (source.ClassNames is { } names && names.Count != source.Network.Classes)
        {
            throw ToolException.BadInput(
                $"{path}: the network gives {source.Network.Classes} logits, the data has {names.Count} class names",
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
