namespace Toolchain.Exporter.Comparison;

/// <summary>Parts of a model by what they are called.</summary>
internal static class Named
{
    /// <summary>Gives each part a key of its own: a damaged file may call two alike.</summary>
    public static Dictionary<string, T> By<T>(IEnumerable<T> parts, Func<T, string> name)
    {
        var named = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var key = name(part);
            for (var again = 2; !named.TryAdd(key, part); again++)
            {
                key = $"{name(part)} ({again})";
            }
        }

        return named;
    }

    /// <summary>Pairs parts of the same name: those of the left in their order, then what only the right has.</summary>
    public static IEnumerable<(string Name, T? Left, T? Right)> Pair<T>(Dictionary<string, T> left, Dictionary<string, T> right)
        where T : class => left.Keys.Concat(right.Keys.Where(name => !left.ContainsKey(name))).Select(name => (name, left.GetValueOrDefault(name), right.GetValueOrDefault(name)));

    /// <summary>The difference of two lists of texts by name.</summary>
    public static IEnumerable<Difference> Compare(string part, Dictionary<string, string> left, Dictionary<string, string> right) =>
        from pair in Pair(left, right)
        where pair.Left != pair.Right
        select new Difference(part, pair.Name, pair.Left, pair.Right);
}
