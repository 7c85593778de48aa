using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Commands;

/// <summary>Checkpoints that a model can be made of.</summary>
internal static class UsableCheckpoint
{
    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="data">The test set that the model is to be measured on.</param>
    /// <exception cref="ToolException">It is unusable (exit 3), or has no use for the test set (exit 2).</exception>
    public static TrainedNetwork Load(string path, TestSet? data)
    {
        var source = TrainedNetwork.Load(path);
        Require(path, source, data);
        return source;
    }

    /// <summary>Refuses a network that no model can be made of, or that has no use for a test set.</summary>
    /// <exception cref="ToolException">As for <see cref="Load"/>.</exception>
    public static void Require(string path, TrainedNetwork source, TestSet? data)
    {
        RequireInput(path, source, data);
        RequireClasses(path, source);
    }

    /// <summary>What a model of it says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">What it holds.</param>
    /// <param name="pictures">How the model takes its pictures, where it takes any.</param>
    public static ModelMetadata Describe(string path, TrainedNetwork source, InputConvention pictures) => Describe(source, pictures, Checkpoint.DigestOf(path));

    /// <summary>What a model of a checkpoint says of itself that has this digest.</summary>
    public static ModelMetadata Describe(TrainedNetwork source, InputConvention pictures, string digest) => new()
    {
        ClassNames = source.ClassNames,
        Input = source.Probe.IsOfPictures ? pictures : InputConvention.Of(source.Network),
        Network = source.Network,
        Plan = source.Training?.Plan,
        Metrics = source.Training?.Quality(),
        Data = source.Training?.Data,
        CheckpointDigest = digest,
        Command = source.Command,
        ProbeIsComputed = source.ProbeIsComputed,
    };

    private static void RequireInput(string path, TrainedNetwork source, TestSet? data)
    {
        var values = source.Network.Input.Aggregate(1.0, (product, size) => product * size);
        if (source.Probe.IsOfPictures && values != DatasetFolder.Pixels)
        {
            throw ToolException.BadInput(
                $"{path}: the network '{source.Network.Name}' reads [{string.Join(", ", source.Network.Input)}], {values} values",
                $"a network for pictures of 28 × 28, {DatasetFolder.Pixels} values",
                "export a checkpoint of such a network");
        }

        if (data is not null && !source.IsPictureClassifier)
        {
            throw ToolException.WrongUsage(
                $"--data, but {path} holds no classifier of such pictures", "--data for networks that were saved with a probe of raw pixels and class names", "leave --data out: the probe in the checkpoint is compared in any case");
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
}
