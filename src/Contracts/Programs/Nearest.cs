namespace Toolchain.Contracts.Programs;

/// <summary>Finds the known word that an unknown one was probably meant to be.</summary>
public static class Nearest
{
    /// <summary>The closest of <paramref name="known"/> by edit distance, or null when none is close enough to be a slip of the keys.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        var best = known
            .Select(candidate => (candidate, distance: Distance(word, candidate)))
            .DefaultIfEmpty((candidate: "", distance: int.MaxValue))
            .MinBy(pair => pair.distance);
        return best.distance <= Math.Max(2, word.Length / 3) ? best.candidate : null;
    }

    /// <summary>Levenshtein distance, letter case ignored: insertions, deletions and substitutions that turn one word into the other.</summary>
    public static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (same ? 0 : 1)));
            }
        }

        return row[to.Length];
    }
}
