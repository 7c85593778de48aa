using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>One kind of layer, and how networks that try it are drawn.</summary>
/// <param name="Layer">The record.</param>
/// <param name="Module">TorchSharp's class, or the functions that do the same.</param>
/// <param name="Draw">A network around such a layer: any shapes, any options.</param>
internal sealed record LayerCase(Type Layer, string Module, Func<Dice, NetworkSpec> Draw)
{
    /// <summary>The layer's word in JSON.</summary>
    public string Kind => KindOf(Layer);

    /// <summary>What a user may say of the layer, with the defaults.</summary>
    public string Options => string.Join(", ", Members().Select(pair => pair.Value is null ? $"`{pair.Name}`" : $"`{pair.Name}` ({pair.Value})"));

    /// <summary>A case of a kind.</summary>
    public static LayerCase Of<T>(string module, Func<Dice, NetworkSpec> draw)
        where T : LayerSpec => new(typeof(T), module, draw);

    /// <summary>A network of one layer.</summary>
    public static NetworkSpec Alone(IReadOnlyList<int> input, LayerSpec layer) => new() { Name = "parity", Input = input, Layers = [layer] };

    /// <summary>A record's word in JSON.</summary>
    public static string KindOf(Type layer) => (string)typeof(LayerSpec).GetCustomAttributes<JsonDerivedTypeAttribute>().Single(kind => kind.DerivedType == layer).TypeDiscriminator!;

    private IEnumerable<(string Name, string? Value)> Members()
    {
        var defaults = Layer.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.HasDefaultValue)
            .ToDictionary(parameter => parameter.Name!, parameter => parameter.DefaultValue);
        return Layer.GetProperties()
            .Where(property => property.CanWrite && property.Name is not (nameof(LayerSpec.Name) or nameof(LayerSpec.Input)) && property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always })
            .OrderBy(property => defaults.ContainsKey(property.Name))
            .Select(property => (JsonNamingPolicy.CamelCase.ConvertName(property.Name), defaults.TryGetValue(property.Name, out var value) ? Text(value, property.PropertyType) : null));
    }

    private static string? Text(object? value, Type type) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        int number when type.IsEnum => JsonNamingPolicy.CamelCase.ConvertName(Enum.GetName(type, number)!),
        double number => number.ToString(Math.Abs(number) is > 0 and < 1e-3 ? "0.###e-0" : "R", CultureInfo.InvariantCulture),
        Enum word => JsonNamingPolicy.CamelCase.ConvertName($"{word}"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
