using Toolchain.Contracts.Datasets;

namespace Toolchain.Inference.Models.Reading;

/// <summary>Finds the digits behind names of classes, however they are ordered.</summary>
internal static class DigitNames
{
    private static readonly string[] Digits = [.. ModelReading.Positions(DatasetFolder.Classes)];
    private static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>The digit of each name, written as a number or as an English word.</summary>
    /// <returns>Null when one of them is none, or two are the same.</returns>
    public static int[]? Of(IReadOnlyList<string> names) => PlacesIn(Digits, names) ?? PlacesIn(Words, names);

    /// <summary>The place of each name among known ones; capitals do not count.</summary>
    /// <returns>Null when one of them is not among them, or two are the same.</returns>
    public static int[]? PlacesIn(IReadOnlyList<string> known, IReadOnlyList<string> names)
    {
        int[] places = [.. names.Select(name => IndexOf(known, name))];
        return places.All(place => place >= 0) && places.Distinct().Count() == places.Length ? places : null;
    }

    private static int IndexOf(IReadOnlyList<string> known, string name)
    {
        for (var i = 0; i < known.Count; i++)
        {
            if (string.Equals(known[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
