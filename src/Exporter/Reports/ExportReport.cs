using System.Globalization;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Parity;

namespace Toolchain.Exporter.Reports;

/// <summary>Says what an export came to.</summary>
internal static class ExportReport
{
    /// <summary>Writes to the terminal's results.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="parity">What the gate found.</param>
    /// <param name="format">One of the words of <see cref="ResultFormat"/>.</param>
    public static void Write(Terminal terminal, ExportResult result, ParityReport parity, string? format)
    {
        switch (format)
        {
            case ResultFormat.Json:
                terminal.Output.WriteLine(JsonSerializer.Serialize(result, ExporterJson.Default.ExportResult));
                break;
            case ResultFormat.Markdown:
                terminal.Output.Write(MarkdownReport.Write($"Export of {result.Checkpoint}", Facts(result), parity, result.Layers));
                break;
            default:
                WriteTables(terminal, result, parity);
                break;
        }
    }

    private static void WriteTables(Terminal terminal, ExportResult result, ParityReport parity)
    {
        var screen = Screen.ForResults(terminal);
        ParityTable.Write(screen, parity);
        if (result.Layers is not null)
        {
            LayerTable.Write(screen, result.Layers);
        }

        if (Confidence(result) is { } confidence)
        {
            terminal.Output.WriteLine($"confidence: {confidence}");
        }

        terminal.Output.WriteLine($"{result.Model}: {result.Bytes} bytes, opset {result.Opset}, input {result.Input}, sha256 {result.Sha256}");
        if (result.Weights is { } weights)
        {
            terminal.Output.WriteLine($"{weights.File}: {weights.Bytes} bytes, its weights, sha256 {weights.Sha256}; the two belong together");
        }

        if (result.Precision is { } precision)
        {
            terminal.Output.WriteLine(Describe(precision));
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(ExportResult result) =>
    [
        ("model", result.Model),
        ("network", result.Network),
        ("input", result.Input),
        ("opset", $"{result.Opset}, IR version {result.IrVersion}"),
        ("bytes", result.Bytes.ToString("N0", CultureInfo.InvariantCulture)),
        ("SHA-256", result.Sha256),
        .. result.Weights is { } weights ? [("weights", $"{weights.File}, {weights.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes, SHA-256 {weights.Sha256}")] : Array.Empty<(string, string)>(),
        ("SHA-256 of the checkpoint", result.CheckpointSha256),
        .. Confidence(result) is { } confidence ? [("confidence", confidence)] : Array.Empty<(string, string)>(),
        .. result.Precision is { } precision ? [("precision", Describe(precision))] : Array.Empty<(string, string)>(),
    ];

    // none where there are no classes to be confident of
    private static string? Confidence(ExportResult result) => result switch
    {
        { Calibration: { } found } => string.Create(
            CultureInfo.InvariantCulture,
            $"temperature {found.Temperature}, from {found.Samples} held-out images{(found.Checkpoint is null ? "" : " of another run")}; expected calibration error on them {found.ErrorBefore:P2} before, {found.Error:P2} after"),
        { Probe.LabelChanges: not null } => $"not calibrated, since {result.NotCalibrated}",
        _ => null,
    };

    private static string Describe(PrecisionResult precision)
    {
        var choice = precision.Choice;
        var ranges = choice.Quantization switch
        {
            ModelPrecision.Static => $", ranges by {choice.Calibration} of {choice.CalibrationImages} training images",
            ModelPrecision.Dynamic => ", ranges measured in every run",
            _ => "",
        };
        var speed = precision.Parity.Speed is { } measured
            ? string.Create(CultureInfo.InvariantCulture, $"; {measured.SamplesPerSecond:N0} pictures a second here, {measured.SamplesPerSecondInFloat32:N0} in {ModelPrecision.Float32}")
            : "";
        var vanished = precision.VanishedWeights is > 0 and var count ? $"; {count} weights are too small for it and 0 now" : "";
        var kept = precision.KeptNodes.Count > 0 ? $"; in {ModelPrecision.Float32} stay {string.Join(", ", precision.KeptNodes.Select(Printable.Of))}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{choice.Type}{ranges}: {precision.SizeRatio:P1} of the {precision.BytesInFloat32} bytes in {ModelPrecision.Float32}{speed}{vanished}{kept}");
    }
}
