using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Numbers for the axes of a layer, in the order of its shapes. In JSON a list, or one number where all are equal.</summary>
[JsonConverter(typeof(FactorsConverter))]
public readonly struct Factors : IEquatable<Factors>
{
    private readonly double[]? values;
    private readonly bool isList;

    /// <summary>One number for each axis, or one for all of them.</summary>
    public Factors(params ReadOnlySpan<double> values) => this.values = values.ToArray();

    /// <summary>The numbers as they were given.</summary>
    public IReadOnlyList<double> Values => values ?? [];

    private Factors(double[] values, bool isList) => (this.values, this.isList) = (values, isList);

    /// <summary>One number for all axes.</summary>
    public static implicit operator Factors(double all) => new(all);

    /// <summary>Whether both are the same numbers.</summary>
    public static bool operator ==(Factors left, Factors right) => left.Equals(right);

    /// <summary>Whether they are not.</summary>
    public static bool operator !=(Factors left, Factors right) => !left.Equals(right);

    /// <summary>A number for each of so many axes, or null when another count of them is given.</summary>
    public double[]? For(int axes) => values is [var all] && (!isList || axes == 1) ? [.. Enumerable.Repeat(all, axes)] : values?.Length == axes ? values : null;

    /// <summary>Numbers that were written as a list: who writes one counts axes, so that a list of one stands for a single axis alone.</summary>
    internal static Factors ListOf(double[] values) => new(values, isList: true);

    /// <inheritdoc/>
    public bool Equals(Factors other) => Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Factors other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(17, HashCode.Combine);

    /// <summary>The number or the list.</summary>
    public override string ToString() => values is [var all] ? $"{all}" : $"[{string.Join(", ", Values)}]";
}

/// <summary>Reads and writes the two forms of <see cref="Factors"/>.</summary>
public sealed class FactorsConverter : JsonConverter<Factors>
{
    /// <inheritdoc/>
    public override Factors Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.GetDouble();
        }

        var values = new List<double>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            {
                values.Add(reader.GetDouble());
            }
        }

        return reader.TokenType == JsonTokenType.EndArray && values.Count > 0 ? Factors.ListOf([.. values])
            : throw new JsonException("a factor is a number, or a list with one for each axis");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Factors value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Values is [var first, ..] && value.Values.All(other => other == first))
        {
            writer.WriteNumberValue(first);
            return;
        }

        writer.WriteStartArray();
        foreach (var factor in value.Values)
        {
            writer.WriteNumberValue(factor);
        }

        writer.WriteEndArray();
    }
}
