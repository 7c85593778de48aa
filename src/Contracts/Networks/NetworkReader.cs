using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Networks;

/// <summary>Reads the JSON form of a network layer by layer, so that a fault names the layer and the word that was probably meant.</summary>
internal static class NetworkReader
{
    /// <summary>The member that says what a layer is.</summary>
    public const string Kind = "kind";

    private static readonly JsonTypeInfo<LayerSpec> AnyLayer = (JsonTypeInfo<LayerSpec>)ContractsJson.Default.GetTypeInfo(typeof(LayerSpec))!;

    private static readonly Dictionary<string, JsonTypeInfo> Kinds = AnyLayer.PolymorphismOptions!.DerivedTypes
        .ToDictionary(derived => (string)derived.TypeDiscriminator!, derived => ContractsJson.Default.GetTypeInfo(derived.DerivedType)!, StringComparer.Ordinal);

    /// <summary>Reads; the wiring and the shapes are for <see cref="NetworkSpec.OutputShapes"/> to check.</summary>
    /// <exception cref="FormatException">The text is no network.</exception>
    public static NetworkSpec Read(string json)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the network is no JSON object");
        }

        RequireMembers(root, ContractsJson.Default.NetworkSpec, "the network");
        if (root.GetProperty("layers") is not { ValueKind: JsonValueKind.Array } layers)
        {
            throw new FormatException("the network's 'layers' is no list");
        }

        var number = 0;
        foreach (var layer in layers.EnumerateArray())
        {
            RequireLayer(layer, ++number);
        }

        return Json.Read(json, ContractsJson.Default.NetworkSpec, "network");
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException fault)
        {
            throw new FormatException($"the network is no JSON: {fault.Message}", fault);
        }
    }

    private static void RequireLayer(JsonElement layer, int number)
    {
        if (layer.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"layer {number} is no JSON object");
        }

        var where = layer.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? $"layer '{name}'" : $"layer {number}";
        if (!layer.TryGetProperty(Kind, out var kind) || kind.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"{where} has no kind, which is one of {string.Join(", ", Kinds.Keys)}");
        }

        if (!Kinds.TryGetValue(kind.GetString()!, out var type))
        {
            throw new FormatException($"{where} is of the unknown kind '{kind}'{Suggestion(kind.GetString()!, Kinds.Keys)}");
        }

        RequireMembers(layer, type, where);
        try
        {
            layer.Deserialize(AnyLayer);
        }
        catch (JsonException fault)
        {
            throw new FormatException($"{where} cannot be read: {JsonFault.Text(fault)}", fault);
        }
    }

    private static void RequireMembers(JsonElement element, JsonTypeInfo type, string where)
    {
        var known = JsonFault.Members(type);
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name != Kind && !known.Contains(member.Name))
            {
                throw new FormatException($"{where} has the unknown member '{member.Name}'{Suggestion(member.Name, known)}");
            }

            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                throw new FormatException($"{where} has null for '{member.Name}'; leave the member out to have its default");
            }
        }

        if (type.Properties.FirstOrDefault(property => property.IsRequired && !element.TryGetProperty(property.Name, out _)) is { } missing)
        {
            throw new FormatException($"{where} lacks '{missing.Name}'");
        }
    }

    private static string Suggestion(string word, IReadOnlyCollection<string> known) =>
        Nearest.To(word, known) is { } near ? $"; did you mean '{near}'?" : $"; known are {string.Join(", ", known)}";
}
