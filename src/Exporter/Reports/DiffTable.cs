using System.Globalization;
using Spectre.Console;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>Differences for people.</summary>
internal static class DiffTable
{
    // of a long text, what stands around the first letter that differs
    private const int MostLetters = 160;
    private const int LettersBefore = 30;

    /// <summary>Writes a row for each difference, or says that there is none.</summary>
    public static void Write(IAnsiConsole console, DiffResult result)
    {
        if (result.Equal)
        {
            console.WriteLine($"structure, weights and metadata are equal; the files are {(result.SameBytes ? "the same byte by byte" : "not the same byte by byte")}");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in new[] { "part", "name", result.Left, result.Right })
        {
            table.AddColumn(new TableColumn(new Text(Printable.Of(column))));
        }

        foreach (var difference in result.Differences)
        {
            table.AddRow(new[] { difference.Part, difference.Name, Left(difference), Right(difference) }.Select(cell => new Text(Printable.Of(cell))));
        }

        console.Write(table);
        console.WriteLine(string.Join(", ", result.Differences.GroupBy(difference => difference.Part).Select(parts => $"{parts.Key}: {parts.Count()} {(parts.Count() == 1 ? "difference" : "differences")}")));
    }

    private static string Left(Difference difference) => difference.Left is null ? "-" : Around(difference.Left, difference.Right);

    private static string Right(Difference difference) =>
        difference.Right is null ? "-"
        : difference.DifferingValues is { } count ? $"{difference.Right}: {count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? "value differs" : "values differ")}, by at most {(difference.LargestDifference is { } largest ? Differences.Text(largest) : "")}"
        : difference is { Part: "weight", Left: { } left } && left == difference.Right ? $"{difference.Right}: the values differ"
        : Around(difference.Right, difference.Left);

    private static string Around(string text, string? other)
    {
        if (text.Length <= MostLetters)
        {
            return text;
        }

        var first = other is null ? 0 : text.AsSpan().CommonPrefixLength(other);
        var start = Math.Clamp(first - LettersBefore, 0, text.Length - MostLetters);
        return $"{(start > 0 ? "…" : "")}{text.AsSpan(start, MostLetters)}{(start + MostLetters < text.Length ? "…" : "")}";
    }
}
