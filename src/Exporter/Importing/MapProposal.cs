using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;

namespace Toolchain.Exporter.Importing;

/// <summary>Which modules of a file could be which layers of a network, by the names and sizes of their tensors: a word for whoever must name them, never a decision.</summary>
internal static class MapProposal
{
    /// <summary>Pairs that leave no choice: the module is the only one for the layer, and the layer the only one for it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="names">What was found.</param>
    /// <param name="tensors">The tensors of the file.</param>
    /// <returns>As options: <c>--map features.0=conv</c>.</returns>
    public static IReadOnlyList<string> Of(NetworkSpec network, ForeignNames names, IReadOnlyDictionary<string, TensorData> tensors)
    {
        var pairs = network.Layers
            .Where(layer => layer.Parameters.Count > 0 && layer.Parameters.All(parameter => !names.ByParameter.ContainsKey(parameter.Name)))
            .SelectMany(layer => Modules(layer, names.Extra, tensors).Select(module => (Module: module, Layer: layer.Name)))
            .ToArray();
        return [.. pairs.Where(pair => pairs.Count(other => other.Module == pair.Module) == 1 && pairs.Count(other => other.Layer == pair.Layer) == 1).Select(pair => $"--map {pair.Module}={pair.Layer}")];
    }

    private static IEnumerable<string> Modules(LayerSpec layer, IReadOnlyList<string> extra, IReadOnlyDictionary<string, TensorData> tensors)
    {
        var parts = layer.Parameters.Select(parameter => (Suffix: parameter.Name[layer.Name.Length..], Shape: parameter.Shape.Select(size => (long)size))).ToArray();
        return extra
            .Where(name => name.Length > parts[0].Suffix.Length && name.EndsWith(parts[0].Suffix, StringComparison.Ordinal))
            .Select(name => name[..^parts[0].Suffix.Length])
            .Where(module => Array.TrueForAll(parts, part => extra.Contains($"{module}{part.Suffix}") && tensors[$"{module}{part.Suffix}"].Shape.SequenceEqual(part.Shape))
                && extra.Count(name => name.StartsWith($"{module}.", StringComparison.Ordinal)) == parts.Length);
    }
}
