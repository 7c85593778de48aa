using System.CommandLine;
using System.Globalization;

namespace Toolchain.Trainer.Comparisons;

/// <summary>Seeds as written on a command line: <c>1..5</c>, <c>1,2,5</c> or both together.</summary>
internal static class SeedList
{
    /// <summary>The most seeds of one comparison.</summary>
    public const int Most = 1000;

    private const string Expected = "whole numbers and ranges, each seed once, such as 1..5 or 1,2,5";

    /// <summary>Five seeds: enough for an interval that says something.</summary>
    public static IReadOnlyList<ulong> Default { get; } = [1, 2, 3, 4, 5];

    /// <summary><c>--seeds</c>; absent: <see cref="Default"/>.</summary>
    public static Option<IReadOnlyList<ulong>?> Option() => new("--seeds")
    {
        Description = "each schedule is trained once a seed: 1..5 or 1,2,5 [default: 1..5]",
        HelpName = "list",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            try
            {
                return Parse(string.Join(',', result.Tokens.Select(token => token.Value)));
            }
            catch (FormatException fault)
            {
                result.AddError(fault.Message);
                return null;
            }
        },
    };

    /// <summary>Reads the written form.</summary>
    /// <exception cref="FormatException">It is no such list; the message says what would do.</exception>
    public static IReadOnlyList<ulong> Parse(string text)
    {
        var seeds = new List<ulong>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (first, last) = Range(part) ?? throw new FormatException($"--seeds has '{part}'; it must be {Expected}");
            if (last - first >= (ulong)(Most - seeds.Count))
            {
                throw new FormatException($"--seeds has more than {Most} seeds with '{part}'; it must be at most {Most}");
            }

            for (var offset = 0UL; offset <= last - first; offset++)
            {
                if (seeds.Contains(first + offset))
                {
                    throw new FormatException($"--seeds has {first + offset} twice; it must be {Expected}");
                }

                seeds.Add(first + offset);
            }
        }

        return seeds;
    }

    /// <summary>The shortest written form: neighbours as a range.</summary>
    public static string Write(IReadOnlyList<ulong> seeds)
    {
        var parts = new List<string>();
        for (var start = 0; start < seeds.Count;)
        {
            var end = start;
            while (end + 1 < seeds.Count && seeds[end + 1] > 0 && seeds[end + 1] - 1 == seeds[end])
            {
                end++;
            }

            parts.Add(start == end ? $"{seeds[start]}" : $"{seeds[start]}..{seeds[end]}");
            start = end + 1;
        }

        return string.Join(',', parts);
    }

    private static (ulong First, ulong Last)? Range(string part)
    {
        var ends = part.Split("..");
        return ends.Length <= 2 && Number(ends[0]) is { } first && Number(ends[^1]) is { } last && first <= last ? (first, last) : null;
    }

    private static ulong? Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;
}
