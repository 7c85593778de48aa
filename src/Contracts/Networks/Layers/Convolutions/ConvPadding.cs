using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>The padding of a convolution: so many values on each side, or as many as an output of the input's size takes. In JSON a size, <c>"same"</c> or <c>"valid"</c>.</summary>
[JsonConverter(typeof(ConvPaddingConverter))]
public readonly record struct ConvPadding
{
    private ConvPadding(Sizes each, bool isSame) => (Each, IsSame) = (each, isSame);

    /// <summary>The output is of the input's size; an odd value of padding stands at the end.</summary>
    public static ConvPadding Same { get; } = new(0, isSame: true);

    /// <summary>Values on each side, where it is not <see cref="Same"/>.</summary>
    public Sizes Each { get; }

    /// <summary>Whether it is <see cref="Same"/>.</summary>
    public bool IsSame { get; }

    /// <summary>So many values on each side along every axis.</summary>
    public static implicit operator ConvPadding(int each) => new(each, isSame: false);

    /// <summary>So many values on each side along each axis.</summary>
    public static implicit operator ConvPadding(Sizes each) => new(each, isSame: false);

    /// <summary>As JSON writes it.</summary>
    public override string ToString() => IsSame ? ConvPaddingConverter.Same : $"{Each}";
}

/// <summary>Reads and writes the forms of a <see cref="ConvPadding"/>.</summary>
public sealed class ConvPaddingConverter : JsonConverter<ConvPadding>
{
    internal const string Same = "same";
    private const string Valid = "valid";
    private static readonly SizesConverter Numbers = new();

    /// <inheritdoc/>
    public override ConvPadding Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String ? Numbers.Read(ref reader, typeof(Sizes), options)
        : reader.ValueTextEquals(Same) ? ConvPadding.Same
        : reader.ValueTextEquals(Valid) ? 0
        : throw new JsonException($"a padding is a whole number, a list with one for each axis, \"{Same}\" or \"{Valid}\"");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ConvPadding value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value.IsSame)
        {
            writer.WriteStringValue(Same);
        }
        else
        {
            Numbers.Write(writer, value.Each, options);
        }
    }
}
