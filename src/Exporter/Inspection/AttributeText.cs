using System.Globalization;
using Toolchain.Exporter.Graph.Onnx;
using AttributeType = Toolchain.Exporter.Graph.Onnx.AttributeProto.Types.AttributeType;

namespace Toolchain.Exporter.Inspection;

/// <summary>An operator's attribute in words.</summary>
internal static class AttributeText
{
    private const int MostValues = 16;
    private const int MostCharacters = 80;

    /// <summary>The value of an attribute, long ones cut.</summary>
    public static string Describe(AttributeProto attribute) => attribute.Type switch
    {
        AttributeType.Float => attribute.F.ToString(CultureInfo.InvariantCulture),
        AttributeType.Int => attribute.I.ToString(CultureInfo.InvariantCulture),
        AttributeType.String => Quote(attribute.S.ToStringUtf8()),
        AttributeType.Tensor => attribute.T is { } tensor ? TensorText.Describe(tensor) : "no tensor",
        AttributeType.Graph => $"graph of {attribute.G?.Node.Count ?? 0} nodes",
        AttributeType.Floats => List(attribute.Floats.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        AttributeType.Ints => List(attribute.Ints.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        AttributeType.Strings => List(attribute.Strings.Select(value => Quote(value.ToStringUtf8()))),
        _ => "of a type that is not shown",
    };

    private static string List(IEnumerable<string> values)
    {
        var shown = values.Take(MostValues + 1).ToArray();
        return $"[{string.Join(", ", shown.Take(MostValues))}{(shown.Length > MostValues ? ", …" : "")}]";
    }

    private static string Quote(string text) => text.Length <= MostCharacters ? $"\"{text}\"" : $"\"{text[..MostCharacters]}…\"";
}
