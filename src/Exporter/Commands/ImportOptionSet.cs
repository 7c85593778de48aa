using System.CommandLine;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Commands;

/// <summary>The words of an import that need reading.</summary>
internal static class ImportOptionSet
{
    /// <summary><c>--map module=layer</c>, as often as needed.</summary>
    public static Option<string[]> Map() => new("--map") { Description = "a module of the state_dict by the layer's name, or a tensor by the parameter's (pos=positions.bias); can be given again", HelpName = "module=layer", DefaultValueFactory = _ => [] };

    /// <summary>Reads the pairs.</summary>
    /// <exception cref="ToolException">One is no pair, names a layer or parameter that is not there, or one twice (exit 2).</exception>
    public static IReadOnlyDictionary<string, string> ReadMap(IReadOnlyList<string> pairs, NetworkSpec network)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var layers = network.Layers.Where(layer => layer.Parameters.Count > 0).Select(layer => layer.Name).ToArray();
        var parameters = network.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=') is not [{ Length: > 0 } module, var layer] || !(layers.Contains(layer) || parameters.Contains(layer)))
            {
                throw ToolException.WrongUsage($"--map is '{pair}'", $"module=layer, the layer one of {string.Join(", ", layers)}; or tensor=parameter, such as {parameters.FirstOrDefault()}", "correct the pair");
            }

            if (map.ContainsValue(layer) || !map.TryAdd(module, layer))
            {
                throw ToolException.WrongUsage($"--map names '{module}' or '{layer}' again", "each module and layer once", "leave out one of the pairs");
            }
        }

        return map;
    }

    /// <summary>Reads class names with commas between them.</summary>
    /// <exception cref="ToolException">There are more or fewer than the network's logits, or one is empty, too long or given twice (exit 2).</exception>
    public static IReadOnlyList<string> ReadClasses(string text, NetworkSpec network)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        var logits = network.Output is [var count] ? count : 0;
        var found = ShownName.FirstFault(names) is var (index, fault) ? $"name {index + 1} of --classes {fault}"
            : names.Length != logits ? $"--classes has {names.Length} names, the network '{network.Name}' gives [{string.Join(", ", network.Output)}]"
            : null;
        return found is null
            ? names
            : throw ToolException.WrongUsage(
                found,
                $"a name of at most {ShownName.Longest} characters for each logit, all different, with commas",
                "correct the names, or leave --classes out where the network is no classifier");
    }
}
