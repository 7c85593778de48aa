using System.Buffers;
using System.Text;
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

/// <summary>Reading JSON with one kind of failure, and writing what no serializer is asked for.</summary>
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
            var value = JsonSerializer.Deserialize(json, type) ?? throw new FormatException($"the {what} is JSON null");
            return Endless(json) is not { } number ? value : throw new FormatException($"the {what} cannot be read: {number} is more than a number may be");
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"the {what} cannot be read: {JsonFault.Text(fault)}", fault);
        }
    }

    /// <summary>Text from a writer.</summary>
    /// <param name="write">Writes one value.</param>
    /// <param name="indented">On lines of their own, for people.</param>
    public static string Write(Action<Utf8JsonWriter> write, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(write);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = indented }))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    // the serializer reads 1e999 as infinity, which JSON cannot say, so that it could not be written again
    private static string? Endless(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && !double.IsFinite(reader.GetDouble()))
            {
                return Encoding.UTF8.GetString(reader.ValueSpan);
            }
        }

        return null;
    }
}
