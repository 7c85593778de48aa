using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Models;

/// <summary>The <c>metadata_props</c> of an exported model: what it is, how to feed it, where it comes from.</summary>
/// <remarks>Whoever only runs a model needs the first two; the rest is read when it is asked for, since that takes longer than an answer.</remarks>
public sealed record ModelMetadata
{
    /// <summary>Version of the convention of a trained classifier of pictures.</summary>
    public const int FormatVersion = 1;

    /// <summary>Version of the convention of any other network: what does not apply to it is absent.</summary>
    public const int GeneralFormatVersion = 2;

    /// <summary>The key whose presence makes a model ours.</summary>
    public const string VersionKey = "toolchain.model";

    /// <summary>The key with the schedule of the plan once more, for readers that know no plans.</summary>
    public const string ScheduleKey = "schedule";

    /// <summary>Name of the graph's input where it is a picture.</summary>
    public const string InputName = "image";

    /// <summary>Name of the graph's input where it is none.</summary>
    public const string GeneralInputName = "input";

    /// <summary>Name of the only output of a network that is no classifier.</summary>
    public const string GeneralOutputName = "output";

    /// <summary>Name of the output with the network's raw scores.</summary>
    public const string LogitsName = "logits";

    /// <summary>Name of the output with softmax of the logits.</summary>
    public const string ProbabilitiesName = "probabilities";

    /// <summary>Name of the output with the class of the largest logit.</summary>
    public const string LabelName = "label";

    /// <summary>Name of the free dimension.</summary>
    public const string BatchName = "batch";

    private readonly Lazy<NetworkSpec> network;
    private readonly Lazy<TrainingPlan?> plan = new((TrainingPlan?)null);
    private readonly Lazy<ModelMetrics?> metrics = new((ModelMetrics?)null);
    private readonly Lazy<DatasetIdentity?> data = new((DatasetIdentity?)null);
    private readonly Lazy<ModelPrecision?> precision = new((ModelPrecision?)null);

#pragma warning disable CS8618 // the compiler does not see that required members and these fields are the same
    /// <summary>Describes a model by its parts.</summary>
    public ModelMetadata()
    {
    }

    [SetsRequiredMembers]
    private ModelMetadata(IReadOnlyDictionary<string, string> properties, string version)
    {
        // what a general network may lack, a trained classifier of pictures must have
        string? Optional(string key) => version == "1" ? Text(properties, key) : properties.GetValueOrDefault(key);
        ClassNames = Optional("class_names") is { } names ? Json.Read(names, ContractsJson.Default.IReadOnlyListString, "class_names") : null;
        Input = Json.Read(Text(properties, "input"), ContractsJson.Default.InputConvention, "input");
        Calibration = properties.TryGetValue("calibration", out var calibration) ? Calibrated(calibration) : null;
        CheckpointDigest = Text(properties, "checkpoint_sha256");
        Command = Text(properties, "command");
        ProbeIsComputed = NetworkProbe.WasComputed(properties);
        var (networkText, planText, dataText, metricsText) = (Text(properties, "network"), Optional("plan"), Optional("data"), properties.GetValueOrDefault("metrics"));
        var precisionText = properties.GetValueOrDefault("precision");
        network = new(() => NetworkSpec.FromJson(networkText));
        plan = new(() => planText is null ? null : TrainingPlan.FromJson(planText));
        data = new(() => dataText is null ? null : Json.Read(dataText, ContractsJson.Default.DatasetIdentity, "data"));
        metrics = new(() => metricsText is null ? null : Json.Read(metricsText, ContractsJson.Default.ModelMetrics, "metrics"));
        precision = new(() => precisionText is null ? null : Json.Read(precisionText, ContractsJson.Default.ModelPrecision, "precision").Required());
    }
#pragma warning restore CS8618

    /// <summary>What each class is called; absent where the network is no classifier.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>How the model wants its input.</summary>
    public required InputConvention Input { get; init; }

    /// <summary>How its confidence was made honest; absent where nothing was held out to measure it on.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>The network as it was trained.</summary>
    /// <exception cref="FormatException">It was read from properties, and this one is damaged; so for the next four.</exception>
    public required NetworkSpec Network { get => network.Value; init => network = new(value); }

    /// <summary>The plan it was trained by, schedule included; absent where another program trained it.</summary>
    public TrainingPlan? Plan { get => plan.Value; init => plan = new(value); }

    /// <summary>Its quality; absent when it was exported before its first epoch ended.</summary>
    public ModelMetrics? Metrics { get => metrics.Value; init => metrics = new(value); }

    /// <summary>The data it was trained on; absent where another program trained it.</summary>
    public DatasetIdentity? Data { get => data.Value; init => data = new(value); }

    /// <summary>What it computes in; absent where that is float32.</summary>
    public ModelPrecision? Precision { get => precision.Value; init => precision = new(value); }

    /// <summary>SHA-256 of the checkpoint it was exported from.</summary>
    public required string CheckpointDigest { get; init; }

    /// <summary>The command that gives the training, or what else made the checkpoint.</summary>
    public required string Command { get; init; }

    /// <summary>Whether the answers that it was held against were computed from its weights, for want of those of the program that trained it.</summary>
    public bool ProbeIsComputed { get; init; }

    private bool IsOfATraining => Plan is not null && Data is not null && ClassNames is not null && Input.IsOfPictures;

    /// <summary>As key and value, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToProperties()
    {
        var properties = new List<KeyValuePair<string, string>>
        {
            new(VersionKey, (IsOfATraining ? FormatVersion : GeneralFormatVersion).ToString(CultureInfo.InvariantCulture)),
        };
        void Add<T>(string key, T? value, Func<T, string> text)
            where T : class
        {
            if (value is not null)
            {
                properties.Add(new(key, text(value)));
            }
        }

        Add("class_names", ClassNames, names => JsonSerializer.Serialize(names, ContractsJson.Default.IReadOnlyListString));
        Add("input", Input, input => JsonSerializer.Serialize(input, ContractsJson.Default.InputConvention));
        Add("network", Network, network => network.ToJson());
        Add("plan", Plan, plan => plan.ToJson());
        Add(ScheduleKey, Plan, plan => plan.Schedule.ToJson());
        Add("data", Data, data => JsonSerializer.Serialize(data, ContractsJson.Default.DatasetIdentity));
        Add("checkpoint_sha256", CheckpointDigest, digest => digest);
        Add("command", Command, command => command);
        Add(NetworkProbe.OriginKey, ProbeIsComputed ? NetworkProbe.Computed : null, origin => origin);
        Add("calibration", Calibration, calibration => JsonSerializer.Serialize(calibration, ContractsJson.Default.Calibration));
        Add("metrics", Metrics, metrics => JsonSerializer.Serialize(metrics, ContractsJson.Default.ModelMetrics));
        Add("precision", Precision, precision => JsonSerializer.Serialize(precision, ContractsJson.Default.ModelPrecision));
        return properties;
    }

    /// <summary>Reads the properties of a model.</summary>
    /// <exception cref="FormatException">They are not ours, of another version, one is missing, or one that tells how to run the model is damaged; the message names the key.</exception>
    public static ModelMetadata FromProperties(IReadOnlyDictionary<string, string> properties)
    {
        var version = Text(properties, VersionKey);
        if (version is not ("1" or "2"))
        {
            throw new FormatException($"format version '{version}', not {FormatVersion} or {GeneralFormatVersion}");
        }

        return new ModelMetadata(properties, version);
    }

    private static Calibration Calibrated(string json)
    {
        var calibration = Json.Read(json, ContractsJson.Default.Calibration, "calibration");
        calibration.Validate();
        return calibration;
    }

    private static string Text(IReadOnlyDictionary<string, string> properties, string key) =>
        properties.TryGetValue(key, out var value) ? value : throw new FormatException($"metadata '{key}' is missing");
}
