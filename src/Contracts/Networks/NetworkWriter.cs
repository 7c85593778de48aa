using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Writes the JSON form of a network, as the serializer would.</summary>
/// <remarks>The serializer sets up every kind of layer there is before it writes the first one, which takes a fifth of a training's start; this sets up those of the network.</remarks>
internal static class NetworkWriter
{
    private static readonly Dictionary<Type, string> Kinds = typeof(LayerSpec).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(kind => kind.DerivedType, kind => (string)kind.TypeDiscriminator!);

    /// <summary>Writes an object.</summary>
    public static void Write(Utf8JsonWriter json, NetworkSpec network)
    {
        json.WriteStartObject();
        json.WriteString("name", network.Name);
        json.WriteStartArray("input");
        foreach (var size in network.Input)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        if (network.InputType != default)
        {
            json.WritePropertyName("inputType");
            JsonSerializer.Serialize(json, network.InputType, ContractsJson.Default.ElementType);
        }

        json.WriteStartArray("layers");
        foreach (var layer in network.Layers)
        {
            Write(json, layer);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LayerSpec layer)
    {
        var type = layer.GetType();
        json.WriteStartObject();
        json.WriteString(NetworkReader.Kind, Kinds[type]);
        foreach (var member in JsonSerializer.SerializeToElement(layer, ContractsJson.Default.GetTypeInfo(type)!).EnumerateObject())
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
