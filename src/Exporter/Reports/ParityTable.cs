using System.Globalization;
using Spectre.Console;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>The gate's report for people.</summary>
internal static class ParityTable
{
    /// <summary>Writes a row for each thing that was compared.</summary>
    public static void Write(IAnsiConsole console, ParityReport parity)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("parity, in ONNX Runtime");
        table.AddColumn(new TableColumn("samples").RightAligned());
        table.AddColumns("found", "expected", "verdict");
        foreach (var check in parity.Checks)
        {
            table.AddRow(
                new Text(check.What),
                new Text(check.Samples?.ToString(CultureInfo.InvariantCulture) ?? "-"),
                new Text(check.Found),
                new Text(check.Expected),
                check.Passed switch
                {
                    true => new Text("passed", new Style(Color.Green)),
                    false => new Text("FAILED", new Style(Color.Red)),
                    null => new Text("-"),
                });
        }

        console.Write(table);
        if (parity.Caveat is { } caveat)
        {
            console.WriteLine(caveat);
        }
    }
}
