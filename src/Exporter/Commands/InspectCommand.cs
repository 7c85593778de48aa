using System.CommandLine;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Reports;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter inspect</c>: what an ONNX file holds, whoever wrote it.</summary>
internal static class InspectCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "an ONNX file, of any producer" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "inspect",
            "Shows what an ONNX model takes, gives and consists of.",
            "exporter inspect models/mnist-mlp/model.onnx",
            "exporter inspect model.onnx --format json")
        {
            model, format,
        };
        command.SetAction(parsed =>
        {
            var summary = ModelFile.Inspect(parsed.GetRequiredValue(model));
            if (parsed.GetValue(format) == ResultFormat.Json)
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(summary, ExporterJson.Default.ModelSummary));
            }
            else
            {
                ModelTables.Write(Screen.ForResults(terminal), summary);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }
}
