using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Whole numbers for the axes of a layer, in the order of its shapes ([height, width], [depth, height, width]). In JSON a list, or one number where all are equal.</summary>
[JsonConverter(typeof(SizesConverter))]
public readonly struct Sizes : IEquatable<Sizes>
{
    private readonly int[]? values;
    private readonly bool isList;

    /// <summary>One number for each axis, or one for all of them.</summary>
    public Sizes(params ReadOnlySpan<int> values) => this.values = values.ToArray();

    /// <summary>The numbers as they were given: one stands for all axes if it stands alone.</summary>
    public IReadOnlyList<int> Values => values ?? [];

    private Sizes(int[] values, bool isList) => (this.values, this.isList) = (values, isList);

    /// <summary>One number for all axes.</summary>
    public static implicit operator Sizes(int all) => new(all);

    /// <summary>Whether both are the same numbers.</summary>
    public static bool operator ==(Sizes left, Sizes right) => left.Equals(right);

    /// <summary>Whether they are not.</summary>
    public static bool operator !=(Sizes left, Sizes right) => !left.Equals(right);

    /// <summary>A number for each of so many axes, or null when another count of them is given.</summary>
    public int[]? For(int axes) => values is [var all] && (!isList || axes == 1) ? [.. Enumerable.Repeat(all, axes)] : values?.Length == axes ? values : null;

    /// <summary>Numbers that were written as a list: who writes one counts axes, so that a list of one stands for a single axis alone.</summary>
    internal static Sizes ListOf(int[] values) => new(values, isList: true);

    /// <inheritdoc/>
    public bool Equals(Sizes other) => Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sizes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(17, HashCode.Combine);

    /// <summary>The number or the list.</summary>
    public override string ToString() => Values is [var first, ..] && Values.All(value => value == first) ? $"{first}" : $"[{string.Join(", ", Values)}]";
}

/// <summary>Reads and writes the two forms of <see cref="Sizes"/>.</summary>
public sealed class SizesConverter : JsonConverter<Sizes>
{
    /// <inheritdoc/>
    public override Sizes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var all))
        {
            return all;
        }

        var values = new List<int>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value))
            {
                values.Add(value);
            }
        }

        return reader.TokenType == JsonTokenType.EndArray && values.Count > 0 ? Sizes.ListOf([.. values])
            : throw new JsonException("a size is a whole number, or a list of them with one for each axis, such as [height, width]");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Sizes value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.Values is [var first, ..] && value.Values.All(other => other == first))
        {
            writer.WriteNumberValue(first);
            return;
        }

        writer.WriteStartArray();
        foreach (var size in value.Values)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
    }
}
