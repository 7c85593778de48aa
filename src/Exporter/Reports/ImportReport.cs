using System.Text.Json;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>Says what an import came to.</summary>
internal static class ImportReport
{
    /// <summary>Writes to the terminal's results.</summary>
    public static void Write(Terminal terminal, ImportResult result, ParityReport parity, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(result, ExporterJson.Default.ImportResult));
            return;
        }

        var console = Screen.ForResults(terminal);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("parameter", "taken from");
        foreach (var (parameter, source) in result.Sources)
        {
            table.AddRow(new Text(Printable.Of(parameter)), new Text(Printable.Of(source)));
        }

        console.Write(table);
        ParityTable.Write(console, parity);
        var dropped = result.Dropped.Count == 0 ? "" : $"; left out: {string.Join(", ", result.Dropped.Select(Printable.Of))}";
        terminal.Output.WriteLine($"{result.Checkpoint}: network {Printable.Of(result.Network)}, {result.Parameters} parameters, sha256 {result.Sha256}{dropped}");
    }
}
