using System.Text;

namespace Toolchain.Contracts.Models;

/// <summary>Names that people give and models carry, of a network or of its classes: shown in tables, on pages and in cards.</summary>
public static class ShownName
{
    /// <summary>Characters at most.</summary>
    public const int Longest = 100;

    /// <summary>What is wrong with a name, as the end of a sentence about it; null where nothing is.</summary>
    public static string? FaultOf(string? name) => name switch
    {
        _ when string.IsNullOrWhiteSpace(name) => "is empty",
        { Length: > Longest } => $"has {name.Length} characters",
        _ when name.Any(char.IsControl) => "has a control character",
        _ when name.EnumerateRunes().Contains(Rune.ReplacementChar) => "holds what is no text", // half of a pair, or bytes that are not UTF-8
        _ => null,
    };

    /// <summary>The first of several names with which something is wrong, and what; null where nothing is. They must all differ.</summary>
    public static (int Index, string Fault)? FirstFault(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if ((FaultOf(names[i]) ?? (seen.Add(names[i]) ? null : $"is '{names[i]}' again")) is { } fault)
            {
                return (i, fault);
            }
        }

        return null;
    }
}
