using System.Globalization;
using System.Text;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>The gate's report as Markdown, for a pull request or a model's folder.</summary>
internal static class MarkdownReport
{
    /// <summary>The report's text.</summary>
    /// <param name="title">What was done, to what.</param>
    /// <param name="facts">What is known of the file: a name and a value each.</param>
    /// <param name="parity">What the gate found.</param>
    /// <param name="layers">Layer by layer, where that was looked at.</param>
    public static string Write(string title, IEnumerable<(string Name, string Value)> facts, ParityReport parity, LayerReport? layers)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Cell(title)).Append("\n\n");
        Table(text, ["what", "value"], facts.Select(fact => new[] { fact.Name, fact.Value }));
        text.Append("\n## Parity, in ONNX Runtime\n\n");
        Table(text, ["compared", "samples", "found", "expected", "verdict"], parity.Checks.Select(check => new[]
        {
            check.What,
            check.Samples?.ToString(CultureInfo.InvariantCulture) ?? "-",
            check.Found,
            check.Expected,
            check.Passed switch { true => "passed", false => "**FAILED**", null => "-" },
        }));
        if (parity.Caveat is { } caveat)
        {
            text.Append('\n').Append(Cell(caveat)).Append('\n');
        }

        if (layers is not null)
        {
            text.Append("\n## Layer by layer\n\n");
            Table(text, LayerTable.Columns, layers.Layers.Select(LayerTable.Cells));
            text.Append('\n').Append(Cell(LayerTable.Heading(layers))).Append('\n');
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n|").Append(string.Concat(columns.Select(_ => "---|"))).Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
        }
    }

    // names come from files of strangers: none may end a cell, begin a tag or steer the terminal
    private static string Cell(string value) => Printable.Of(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
