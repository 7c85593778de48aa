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
        var source = UsableCheckpoint.Load(checkpointPath, data);
        RequireOptions(checkpointPath, source, options);
        var metadata = UsableCheckpoint.Describe(checkpointPath, source, options.Input);
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

    private static ToolException Refusal(string path, ParityReport parity) => new(
        ExitCode.CheckFailed,
        $"{path}: the exported model does not answer as the trained network does: {parity.Failures}",
        parity.Expectations,
        "no file was written; the weights were probably changed after the training wrote its probe: take the original checkpoint");
}
