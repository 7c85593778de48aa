using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>A network, its weights, and some of its answers: what a model is made from, whoever trained it.</summary>
/// <remarks>A file of it is a checkpoint without a training; the layout is in docs/formats.md.</remarks>
public sealed record TrainedNetwork
{
    /// <summary>Version of the layout that this code writes and reads.</summary>
    public const int FormatVersion = 3;

    /// <summary>The network the weights belong to.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>Its parameters by name.</summary>
    public required IReadOnlyDictionary<string, TensorData> Weights { get; init; }

    /// <summary>Its own answers to some samples.</summary>
    public required NetworkProbe Probe { get; init; }

    /// <summary>Whether the probe's answers were computed by us from the weights, in double precision, because nobody had those of the program that trained them.</summary>
    public bool ProbeIsComputed { get; init; }

    /// <summary>What each class is called, where the answer is a row of logits; null for a network that is no classifier.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What made it: a command, or the call of a program.</summary>
    public required string Command { get; init; }

    /// <summary>The training it comes from; null when another program trained it.</summary>
    public Checkpoint? Training { get; init; }

    /// <summary>Whether it tells pictures of our data apart, so that a test set can measure it.</summary>
    public bool IsPictureClassifier => Probe.IsOfPictures && ClassNames is not null;

    /// <summary>What a training has come to.</summary>
    public static TrainedNetwork Of(Checkpoint training)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new TrainedNetwork
        {
            Network = training.Network,
            Weights = training.Weights,
            Probe = NetworkProbe.Of(training.Network, training.Probe),
            ClassNames = training.Data.ClassNames,
            Command = training.Command,
            Training = training,
        };
    }

    /// <summary>Reads and checks a checkpoint of either kind.</summary>
    /// <exception cref="ToolException">The file is missing, damaged, of another version, or its parts contradict one another (exit 3).</exception>
    public static TrainedNetwork Load(string path)
    {
        var file = Safetensors.Read(path);
        if (!IsWithoutTraining(file))
        {
            return Of(Checkpoint.Read(path, file));
        }

        try
        {
            return FromSafetensors(file);
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{path}: {fault.Message}", $"a checkpoint of format version {FormatVersion}, as docs/formats.md describes it", "save the network again, or take the copy it came from", fault);
        }
    }

    /// <summary>Writes a checkpoint without a training, in one move. The same network and probe give the same bytes.</summary>
    /// <exception cref="FormatException">The parts contradict one another.</exception>
    public void Save(string path)
    {
        if (Training is not null)
        {
            throw new InvalidOperationException("a training is saved by its checkpoint");
        }

        var tensors = new Dictionary<string, TensorData>(Weights.Concat(Probe.ToTensors()), StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>
        {
            [CheckpointReading.VersionKey] = FormatVersion.ToString(CultureInfo.InvariantCulture),
            ["network"] = Network.ToJson(),
            ["command"] = Command,
        };
        if (ProbeIsComputed)
        {
            metadata.Add(NetworkProbe.OriginKey, NetworkProbe.Computed);
        }

        if (ClassNames is not null)
        {
            metadata.Add("class_names", JsonSerializer.Serialize(ClassNames, ContractsJson.Default.IReadOnlyListString));
        }

        var file = CheckpointReading.Sealed(metadata, tensors);
        _ = FromSafetensors(file); // what could not be read again is not written
        Disk.Write(path, file.Write);
    }

    /// <summary>Whether a file is a checkpoint of this kind.</summary>
    internal static bool IsWithoutTraining(Safetensors file) =>
        file.Metadata.GetValueOrDefault(CheckpointReading.VersionKey) == FormatVersion.ToString(CultureInfo.InvariantCulture);

    private static TrainedNetwork FromSafetensors(Safetensors file)
    {
        var network = NetworkSpec.FromJson(CheckpointReading.Text(file, "network"));
        var weights = Checkpoint.WeightsOf(network, file.Tensors);
        var probe = NetworkProbe.Require(network, file.Tensors);
        var known = probe.ToTensors();
        if (file.Tensors.Keys.FirstOrDefault(name => !known.ContainsKey(name) && !weights.ContainsKey(name)) is { } extra)
        {
            throw new FormatException($"tensor '{extra}' belongs to no layer of the network");
        }

        var classNames = file.Metadata.TryGetValue("class_names", out var json) ? Json.Read(json, ContractsJson.Default.IReadOnlyListString, "class_names") : null;
        if (classNames is not null && classNames.Count != network.Classes)
        {
            throw new FormatException($"the network gives {network.Classes} logits, but there are {classNames.Count} class names");
        }

        var isComputed = NetworkProbe.WasComputed(file.Metadata);
        CheckpointReading.RequireSeal(file);
        return new TrainedNetwork
        {
            Network = network,
            Weights = weights,
            Probe = probe,
            ProbeIsComputed = isComputed,
            ClassNames = classNames,
            Command = CheckpointReading.Text(file, "command"),
        };
    }
}
