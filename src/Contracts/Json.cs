using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts;

/// <summary>The one JSON form of everything the programs exchange: camelCase, absent when null, unknown members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true, // whoever writes a layer by hand may begin with its name
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NetworkSpec))]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(TrainingPlan))]
[JsonSerializable(typeof(Experiment))]
[JsonSerializable(typeof(Progress))]
[JsonSerializable(typeof(IReadOnlyList<EpochMetrics>))]
[JsonSerializable(typeof(DatasetIdentity))]
[JsonSerializable(typeof(InputConvention))]
[JsonSerializable(typeof(ModelMetrics))]
[JsonSerializable(typeof(ModelPrecision))]
[JsonSerializable(typeof(Calibration))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
public sealed partial class ContractsJson : JsonSerializerContext;

/// <summary>Reading JSON with one kind of failure.</summary>
public static class Json
{
    /// <summary>Reads a value.</summary>
    /// <param name="json">The text.</param>
    /// <param name="type">Its type's description.</param>
    /// <param name="what">What it is called in a message.</param>
    /// <exception cref="FormatException">The text is not such a value; the message says where and why.</exception>
    public static T Read<T>(string json, JsonTypeInfo<T> type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new FormatException($"the {what} is JSON null");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"the {what} cannot be read: {JsonFault.Text(fault)}", fault);
        }
    }
}
