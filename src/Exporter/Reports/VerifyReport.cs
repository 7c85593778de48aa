using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>Says what a verification came to.</summary>
internal static class VerifyReport
{
    /// <summary>Writes to the terminal's results.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="parity">What the gate found.</param>
    /// <param name="format">One of the words of <see cref="ResultFormat"/>.</param>
    public static void Write(Terminal terminal, VerifyResult result, ParityReport parity, string? format)
    {
        switch (format)
        {
            case ResultFormat.Json:
                terminal.Output.WriteLine(JsonSerializer.Serialize(result, ExporterJson.Default.VerifyResult));
                break;
            case ResultFormat.Markdown:
                (string, string)[] facts = [("checkpoint", result.Checkpoint), ("network", result.Network), ("SHA-256", result.Sha256), ("SHA-256 of the checkpoint", result.CheckpointSha256)];
                terminal.Output.Write(MarkdownReport.Write($"Verification of {result.Model}", facts, parity, result.Layers));
                break;
            default:
                var screen = Screen.ForResults(terminal);
                ParityTable.Write(screen, parity);
                if (result.Layers is not null)
                {
                    LayerTable.Write(screen, result.Layers);
                }

                break;
        }
    }
}
