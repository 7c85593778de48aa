using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Commands;

/// <summary>Options that a checkpoint has a use for; what would change nothing is refused, not passed over.</summary>
internal static class FittingOptions
{
    /// <summary>Refuses options that do not fit.</summary>
    /// <param name="path">The checkpoint's file.</param>
    /// <param name="source">What it holds.</param>
    /// <param name="data">The test set, if there is one.</param>
    /// <param name="options">What the user wants.</param>
    /// <exception cref="ToolException">Some do not (exit 2).</exception>
    public static void Require(string path, TrainedNetwork source, TestSet? data, ExportOptions options)
    {
        RequireOutputs(path, source, options);
        RequirePictures(path, source, options);
        RequireBatch(path, source, options);
        RequirePrecision(path, source, data, options.Precision);
    }

    private static void RequireOutputs(string path, TrainedNetwork source, ExportOptions options)
    {
        if (source.ClassNames is null && options.Outputs.Count < ExportOptions.AllOutputs.Count)
        {
            throw ToolException.WrongUsage($"--outputs {string.Join(',', options.Outputs)}, but {path} holds no classifier", $"the only output, '{ModelMetadata.GeneralOutputName}'", "leave --outputs out");
        }
    }

    private static void RequirePictures(string path, TrainedNetwork source, ExportOptions options)
    {
        if (!source.Probe.IsOfPictures && options.Input != InputConvention.RawPixels)
        {
            throw ToolException.WrongUsage(
                $"--input or --layout, but {path} holds a network whose input is {InputConvention.Of(source.Network).Type} [{InputConvention.Of(source.Network).Shape}]",
                "these options for networks that were saved with a probe of raw pixels",
                "leave them out: the model reads what the network reads");
        }
    }

    private static void RequireBatch(string path, TrainedNetwork source, ExportOptions options)
    {
        if (options.Batch is { } batch && batch != source.Probe.Count && source.Network.Layers.FirstOrDefault(layer => layer.MixesSamples) is { } mixing)
        {
            throw ToolException.WrongUsage(
                $"--static-batch {batch}, but layer '{mixing.Name}' in {path} takes the batch for time, and the probe has {source.Probe.Count} steps",
                "sequences of the probe's length, which cannot be cut or filled up",
                $"write --static-batch {source.Probe.Count}, or leave it out for sequences of any length");
        }
    }

    private static void RequirePrecision(string path, TrainedNetwork source, TestSet? data, PrecisionOptions options)
    {
        if (source.IsPictureClassifier)
        {
            if (options.IsReduced && data is null)
            {
                throw ToolException.WrongUsage(
                    $"--precision {options.Type} without --data",
                    "the folder of the data that the network was trained on: what the precision costs is measured on its test set",
                    "add --data, such as --data data/mnist");
            }

            return;
        }

        if (options.Type == ModelPrecision.Int8)
        {
            throw ToolException.WrongUsage(
                $"--precision {ModelPrecision.Int8}, but {path} holds no classifier of pictures of 28 × 28",
                "a network whose accuracy a test set can measure",
                $"write --precision {ModelPrecision.Float16}, which is held against the probe, or leave --precision out");
        }

        if (options.MostDrop is not null)
        {
            throw ToolException.WrongUsage(
                $"--max-accuracy-drop, but {path} holds no classifier of pictures of 28 × 28",
                $"{ModelPrecision.Float16} answers within {PrecisionGate.Tolerance:P0} of the largest value on the probe",
                "leave --max-accuracy-drop out");
        }
    }
}
