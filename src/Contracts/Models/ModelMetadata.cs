using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Models;

/// <summary>The <c>metadata_props</c> of an exported model: what it is, how to feed it, where it comes from.</summary>
public sealed record ModelMetadata
{
    /// <summary>Version of the convention that this code writes and reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>The key whose presence makes a model ours.</summary>
    public const string VersionKey = "toolchain.model";

    /// <summary>Name of the graph's input.</summary>
    public const string InputName = "image";

    /// <summary>Name of the output with the network's raw scores.</summary>
    public const string LogitsName = "logits";

    /// <summary>Name of the output with softmax of the logits.</summary>
    public const string ProbabilitiesName = "probabilities";

    /// <summary>Name of the output with the class of the largest logit.</summary>
    public const string LabelName = "label";

    /// <summary>Name of the free dimension.</summary>
    public const string BatchName = "batch";

    /// <summary>What each class is called.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How the model wants its picture.</summary>
    public required InputConvention Input { get; init; }

    /// <summary>The network as it was trained.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>The plan it was trained by, schedule included.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>Its quality; absent when it was exported before its first epoch ended.</summary>
    public ModelMetrics? Metrics { get; init; }

    /// <summary>The data it was trained on.</summary>
    public required DatasetIdentity Data { get; init; }

    /// <summary>SHA-256 of the checkpoint it was exported from.</summary>
    public required string CheckpointDigest { get; init; }

    /// <summary>The command that gives the training.</summary>
    public required string Command { get; init; }

    /// <summary>As key and value, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToProperties()
    {
        var properties = new List<KeyValuePair<string, string>>
        {
            new(VersionKey, FormatVersion.ToString(CultureInfo.InvariantCulture)),
            new("class_names", JsonSerializer.Serialize(ClassNames, ContractsJson.Default.IReadOnlyListString)),
            new("input", JsonSerializer.Serialize(Input, ContractsJson.Default.InputConvention)),
            new("network", Network.ToJson()),
            new("plan", Plan.ToJson()),
            new("schedule", Plan.Schedule.ToJson()),
            new("data", JsonSerializer.Serialize(Data, ContractsJson.Default.DatasetIdentity)),
            new("checkpoint_sha256", CheckpointDigest),
            new("command", Command),
        };
        if (Metrics is not null)
        {
            properties.Add(new("metrics", JsonSerializer.Serialize(Metrics, ContractsJson.Default.ModelMetrics)));
        }

        return properties;
    }

    /// <summary>Reads the properties of a model.</summary>
    /// <exception cref="FormatException">They are not ours, of another version, or damaged; the message names the key.</exception>
    public static ModelMetadata FromProperties(IReadOnlyDictionary<string, string> properties)
    {
        var version = Text(properties, VersionKey);
        return version != FormatVersion.ToString(CultureInfo.InvariantCulture)
            ? throw new FormatException($"format version '{version}', not {FormatVersion}")
            : new ModelMetadata
            {
                ClassNames = Json.Read(Text(properties, "class_names"), ContractsJson.Default.IReadOnlyListString, "class_names"),
                Input = Json.Read(Text(properties, "input"), ContractsJson.Default.InputConvention, "input"),
                Network = NetworkSpec.FromJson(Text(properties, "network")),
                Plan = TrainingPlan.FromJson(Text(properties, "plan")),
                Data = Json.Read(Text(properties, "data"), ContractsJson.Default.DatasetIdentity, "data"),
                CheckpointDigest = Text(properties, "checkpoint_sha256"),
                Command = Text(properties, "command"),
                Metrics = properties.TryGetValue("metrics", out var metrics) ? Json.Read(metrics, ContractsJson.Default.ModelMetrics, "metrics") : null,
            };
    }

    private static string Text(IReadOnlyDictionary<string, string> properties, string key) =>
        properties.TryGetValue(key, out var value) ? value : throw new FormatException($"metadata '{key}' is missing");
}
