using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>A size along both axes of a picture. In JSON <c>[height, width]</c>, or one number where both are equal.</summary>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
[JsonConverter(typeof(Size2dConverter))]
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>One number for both axes.</summary>
    public static implicit operator Size2d(int both) => new(both, both);

    /// <summary>The number or the pair.</summary>
    public override string ToString() => Height == Width ? $"{Height}" : $"[{Height}, {Width}]";
}

/// <summary>Reads and writes the two forms of a <see cref="Size2d"/>.</summary>
public sealed class Size2dConverter : JsonConverter<Size2d>
{
    /// <inheritdoc/>
    public override Size2d Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var both))
        {
            return both;
        }

        if (reader.TokenType == JsonTokenType.StartArray
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var height)
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var width)
            && reader.Read() && reader.TokenType == JsonTokenType.EndArray)
        {
            return new Size2d(height, width);
        }

        throw new JsonException("a size is a whole number or [height, width]");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Size2d value, JsonSerializerOptions options)
    {
        if (value.Height == value.Width)
        {
            writer.WriteNumberValue(value.Height);
            return;
        }

        writer.WriteStartArray();
        writer.WriteNumberValue(value.Height);
        writer.WriteNumberValue(value.Width);
        writer.WriteEndArray();
    }
}
