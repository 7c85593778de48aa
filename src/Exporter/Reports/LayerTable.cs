using Spectre.Console;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>The layers of a model for people.</summary>
internal static class LayerTable
{
    /// <summary>What the columns hold.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["layer", "kind", "largest difference", "of the largest value", "verdict"];

    /// <summary>Writes a row for each layer, and what they mean.</summary>
    public static void Write(IAnsiConsole console, LayerReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }

        foreach (var layer in report.Layers)
        {
            var style = layer.Diverges switch { true => new Style(Color.Red), false => new Style(Color.Green), null => Style.Plain };
            var cells = Cells(layer);
            table.AddRow([.. cells.SkipLast(1).Select(cell => new Text(cell)), new Text(cells[^1], style)]);
        }

        console.Write(table);
        console.WriteLine(Heading(report));
    }

    /// <summary>What was compared with what, and what came of it.</summary>
    public static string Heading(LayerReport report) => $"layers, against {report.Reference}, on {report.Samples} {(report.Samples == 1 ? "sample" : "samples")} of the probe: {report.Conclusion}";

    /// <summary>A row.</summary>
    public static IReadOnlyList<string> Cells(LayerDifference layer) =>
    [
        Printable.Of(layer.Layer),
        layer.Kind,
        layer.LargestDifference is { } largest ? Differences.Text(largest) : "-",
        layer.RelativeDifference is { } relative ? Differences.Text(relative) : "-",
        layer.Diverges switch { true => "DIVERGES", false => "passed", null => layer.Note ?? "-" },
    ];
}
