using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using static Toolchain.Contracts.Checkpoints.CheckpointReading;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>A training at rest: enough to go on with it exactly, and to turn it into a model without any of the user's code.</summary>
/// <remarks>It holds no clock and no machine name: the same training gives the same bytes. The layout is in docs/formats.md.</remarks>
public sealed record Checkpoint
{
    /// <summary>Version of the layout that this code writes and reads.</summary>
    public const int FormatVersion = 2;

    private const string ProbeImages = "probe/images";
    private const string ProbeLogits = "probe/logits";

    /// <summary>The network the weights belong to.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>What is being done.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>How far it is done.</summary>
    public required Progress Progress { get; init; }

    /// <summary>The epochs so far.</summary>
    public required IReadOnlyList<EpochMetrics> Metrics { get; init; }

    /// <summary>The data it is done on.</summary>
    public required DatasetIdentity Data { get; init; }

    /// <summary>The command that gives this training.</summary>
    public required string Command { get; init; }

    /// <summary>The network's parameters by name: those that answered the probe, averaged if the plan averages.</summary>
    public required IReadOnlyDictionary<string, TensorData> Weights { get; init; }

    /// <summary>What only a resumed training needs, by the names of <see cref="TrainingState"/>.</summary>
    public IReadOnlyDictionary<string, TensorData> State { get; init; } = new Dictionary<string, TensorData>();

    /// <summary>The trained network's answers to fixed images.</summary>
    public required Probe Probe { get; init; }

    /// <summary>Writes the file in one move.</summary>
    public void Save(string path) => Disk.Write(path, ToSafetensors().Write);

    /// <summary>Writes the file in one move into a folder that must be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="previous">Where the file goes that it replaces; null: nowhere.</param>
    public void Save(string path, string? previous) => Disk.Replace(path, previous, ToSafetensors().Write);

    /// <summary>Reads and checks a checkpoint.</summary>
    /// <exception cref="ToolException">The file is missing, damaged, of another version, or its parts contradict one another (exit 3).</exception>
    public static Checkpoint Load(string path)
    {
        var file = Safetensors.Read(path);
        return TrainedNetwork.IsWithoutTraining(file)
            ? throw ToolException.BadInput($"{path} holds a network without a training", "a checkpoint of a training, as 'trainer train' writes it", "export it with 'exporter export'; only trainings can be resumed")
            : Read(path, file);
    }

    /// <summary>Checks what was read from a file.</summary>
    internal static Checkpoint Read(string path, Safetensors file)
    {
        try
        {
            return FromSafetensors(file);
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput(
                $"{path}: {fault.Message}",
                $"a checkpoint of format version {FormatVersion}, as 'trainer train' writes it",
                "train again, or take the copy it came from",
                fault);
        }
    }

    /// <summary>SHA-256 of a file's bytes, as lower-case hexadecimal digits.</summary>
    public static string DigestOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Whether a safetensors file is one of our checkpoints.</summary>
    public static bool Recognizes(Safetensors file) => file.Metadata.ContainsKey(VersionKey);

    /// <summary>Takes exactly the parameters of <paramref name="network"/> out of a file's tensors.</summary>
    /// <exception cref="FormatException">A tensor is missing, of another shape or type, or not finite.</exception>
    public static IReadOnlyDictionary<string, TensorData> WeightsOf(NetworkSpec network, IReadOnlyDictionary<string, TensorData> tensors)
    {
        var weights = new Dictionary<string, TensorData>(StringComparer.Ordinal);
        foreach (var parameter in network.Parameters)
        {
            var tensor = Expect(tensors, parameter.Name, TensorData.Float32, [.. parameter.Shape.Select(size => (long)size)]);
            RequireFinite(parameter.Name, tensor.Floats);
            weights.Add(parameter.Name, tensor);
        }

        return weights;
    }

    private Safetensors ToSafetensors()
    {
        var tensors = new Dictionary<string, TensorData>(Weights.Concat(State), StringComparer.Ordinal)
        {
            [ProbeImages] = TensorData.Of(Probe.Images, [Probe.Count, .. Network.Input.Select(size => (long)size)]),
            [ProbeLogits] = TensorData.Of(Probe.Logits, [Probe.Count, Network.Classes]),
        };
        var metadata = new Dictionary<string, string>
        {
            [VersionKey] = FormatVersion.ToString(CultureInfo.InvariantCulture),
            ["network"] = Network.ToJson(),
            ["plan"] = Plan.ToJson(),
            ["schedule"] = Plan.Schedule.ToJson(),
            ["progress"] = JsonSerializer.Serialize(Progress, ContractsJson.Default.Progress),
            ["metrics"] = JsonSerializer.Serialize(Metrics, ContractsJson.Default.IReadOnlyListEpochMetrics),
            ["data"] = JsonSerializer.Serialize(Data, ContractsJson.Default.DatasetIdentity),
            ["command"] = Command,
        };
        return Sealed(metadata, tensors);
    }

    private static Checkpoint FromSafetensors(Safetensors file)
    {
        var version = Text(file, VersionKey);
        if (version is not ("1" or "2"))
        {
            throw new FormatException($"format version '{version}'");
        }

        var network = NetworkSpec.FromJson(Text(file, "network"));
        var weights = WeightsOf(network, file.Tensors);
        var images = Expect(file.Tensors, ProbeImages, TensorData.UInt8, [-1, .. network.Input.Select(size => (long)size)]);
        var count = images.Shape[0];
        var logits = Expect(file.Tensors, ProbeLogits, TensorData.Float32, [count, network.Classes]);
        RequireFinite(ProbeLogits, logits.Floats);
        if (count < 1)
        {
            throw new FormatException("the probe holds no image");
        }

        var plan = TrainingPlan.FromJson(Text(file, "plan"));
        var state = StateOf(network, plan, file.Tensors);
        if (file.Tensors.Keys.FirstOrDefault(name => name is not (ProbeImages or ProbeLogits) && !weights.ContainsKey(name) && !state.ContainsKey(name)) is { } extra)
        {
            throw new FormatException($"tensor '{extra}' belongs to no layer of the network and no state of the plan's optimizer");
        }

        var progress = Json.Read(Text(file, "progress"), ContractsJson.Default.Progress, "progress");
        var metrics = Json.Read(Text(file, "metrics"), ContractsJson.Default.IReadOnlyListEpochMetrics, "metrics");
        if (progress.Epoch < 0 || progress.StepInEpoch < 0 || progress.Step < progress.StepInEpoch || metrics.Count != progress.Epoch)
        {
            throw new FormatException($"epoch {progress.Epoch}, step {progress.StepInEpoch} of it, step {progress.Step} in all and {metrics.Count} rows of metrics contradict one another");
        }

        // files of version 1 carry no seal; one that is there must hold in any case, since damage may change the version too
        if (version != "1" || file.Metadata.ContainsKey(SealKey))
        {
            RequireSeal(file);
        }

        return new Checkpoint
        {
            Network = network,
            Plan = plan,
            Progress = progress,
            Metrics = metrics,
            Data = Json.Read(Text(file, "data"), ContractsJson.Default.DatasetIdentity, "data"),
            Command = Text(file, "command"),
            Weights = weights,
            State = state,
            Probe = new Probe(images.Bytes.ToArray(), logits.Floats.ToArray(), (int)count),
        };
    }

    private static Dictionary<string, TensorData> StateOf(NetworkSpec network, TrainingPlan plan, IReadOnlyDictionary<string, TensorData> tensors)
    {
        var state = new Dictionary<string, TensorData>(StringComparer.Ordinal);
        foreach (var (name, shape) in TrainingState.Of(network, plan))
        {
            var tensor = Expect(tensors, name, TensorData.Float32, [.. shape.Select(size => (long)size)]);
            RequireFinite(name, tensor.Floats);
            state.Add(name, tensor);
        }

        return state;
    }
}
