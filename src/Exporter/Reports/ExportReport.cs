using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>Says what an export came to.</summary>
internal static class ExportReport
{
    /// <summary>Writes to the terminal's results.</summary>
    public static void Write(Terminal terminal, ExportResult result, ParityReport parity, bool json)
    {
        if (json)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(result, ExporterJson.Default.ExportResult));
            return;
        }

        ParityTable.Write(Screen.ForResults(terminal), parity);
        terminal.Output.WriteLine($"{result.Model}: {result.Bytes} bytes, opset {result.Opset}, input {result.Input}, sha256 {result.Sha256}");
    }
}
