using System.Globalization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;

namespace Toolchain.Exporter.Importing;

/// <summary>Which tensor of a state_dict is which parameter.</summary>
/// <param name="ByParameter">The tensor of each parameter that has one.</param>
/// <param name="Extra">Tensors that belong to no parameter.</param>
internal sealed record ForeignNames(IReadOnlyDictionary<string, string> ByParameter, IReadOnlyList<string> Extra)
{
    // what DataParallel and torch.compile put around a module
    private static readonly string[] Wrappers = ["module", "_orig_mod"];

    /// <summary>
    /// Finds them: by the same name, wrappers left out; and where all modules are numbered, as those of a Sequential and of Sequentials in it are, by order:
    /// the first module with parameters is the first layer with parameters, and so on.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="renamed">Modules and tensors, with the names that layers and parameters have here.</param>
    public static ForeignNames Match(NetworkSpec network, IReadOnlyDictionary<string, TensorData> tensors, IReadOnlyDictionary<string, string> renamed)
    {
        var wanted = network.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        var names = tensors.Keys.ToDictionary(name => name, name => Renamed(name, renamed) ?? (wanted.Contains(name) ? name : Renamed(Unwrapped(name), renamed) ?? Unwrapped(name)), StringComparer.Ordinal);
        if (!names.Values.All(wanted.Contains) && names.Values.All(name => Numbers(name).Length > 0))
        {
            names = ByNumber(network, tensors, names);
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var extra = new List<string>();
        foreach (var (tensor, name) in names.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!wanted.Contains(name) || !found.TryAdd(name, tensor))
            {
                extra.Add(tensor);
            }
        }

        return new ForeignNames(found, extra);
    }

    /// <summary>Whether a name is that of a tensor or of a module around some, wrappers left out or not.</summary>
    public static bool Has(IEnumerable<string> tensors, string place) => tensors.Any(name => IsIn(name, place) || IsIn(Unwrapped(name), place));

    private static string Unwrapped(string name) => string.Join('.', name.Split('.').Where(part => !Wrappers.Contains(part)));

    // what the user says of a tensor or of the innermost module around it; null where that is nothing
    private static string? Renamed(string name, IReadOnlyDictionary<string, string> renamed) =>
        renamed.Keys.Where(from => IsIn(name, from)).MaxBy(from => from.Length) is { } place ? $"{renamed[place]}{name[place.Length..]}" : null;

    private static bool IsIn(string name, string place) => name == place || name.StartsWith($"{place}.", StringComparison.Ordinal);

    private static Dictionary<string, string> ByNumber(NetworkSpec network, IReadOnlyDictionary<string, TensorData> tensors, Dictionary<string, string> names)
    {
        var modules = names.Values.Select(Module).Distinct().OrderBy(Numbers, Comparer<int[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right))).ToArray();
        var layers = network.Layers.Where(layer => layer.Parameters.Count > 0).Select(layer => layer.Name).ToArray();
        return modules.Length == layers.Length
            ? Named(names, modules.Zip(layers).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))
            : Named(names, BestShift(network, tensors, names));
    }

    // the file will be refused; where most of it fits tells best what is missing or too much
    private static Dictionary<string, string> BestShift(NetworkSpec network, IReadOnlyDictionary<string, TensorData> tensors, Dictionary<string, string> names)
    {
        var shapes = network.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape.Select(size => (long)size), StringComparer.Ordinal);
        var count = network.Layers.Count;
        return Enumerable.Range(-count, 2 * count)
            .OrderBy(Math.Abs)
            .Select(shift => Enumerable.Range(0, count).Where(place => place - shift >= 0).ToDictionary(place => $"{place - shift}", place => network.Layers[place].Name, StringComparer.Ordinal))
            .MaxBy(layers => Named(names, layers).Count(pair => shapes.TryGetValue(pair.Value, out var shape) && shape.SequenceEqual(tensors[pair.Key].Shape)))!;
    }

    private static Dictionary<string, string> Named(Dictionary<string, string> names, Dictionary<string, string> layers) => names.ToDictionary(
        pair => pair.Key,
        pair => layers.TryGetValue(Module(pair.Value), out var layer) ? $"{layer}{pair.Value[Module(pair.Value).Length..]}" : pair.Value,
        StringComparer.Ordinal);

    // the numbers that a name begins with: [1, 0] of 1.0.weight
    private static string Module(string name) => string.Join('.', Numbers(name));

    private static int[] Numbers(string name) =>
        [.. name.Split('.').TakeWhile(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)).Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
}
