using System.CommandLine;
using System.Text.Json;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Reports;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter diff</c>: what two ONNX files do not have in common, whoever wrote them.</summary>
internal static class DiffCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var left = new Argument<string>("left") { Description = "an ONNX file, of any producer" };
        var right = new Argument<string>("right") { Description = "another" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "diff",
            "Compares structure, weights and metadata of two ONNX models, by name; exit code 0 if equal, 1 if not.",
            "exporter diff models/mnist-mlp/model.onnx models/mnist-mlp-best/model.onnx",
            "exporter diff before.onnx after.onnx --format json")
        {
            left, right, format,
        };
        command.SetAction(parsed =>
        {
            var (first, second) = (StoredModel.Read(parsed.GetRequiredValue(left)), StoredModel.Read(parsed.GetRequiredValue(right)));
            var differences = ModelComparison.Compare(first, second);
            var result = new DiffResult(first.Path, second.Path, differences.Count == 0, first.Bytes.AsSpan().SequenceEqual(second.Bytes), differences);
            if (parsed.GetValue(format) == ResultFormat.Json)
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(result, ExporterJson.Default.DiffResult));
            }
            else
            {
                DiffTable.Write(Screen.ForResults(terminal), result);
            }

            return (int)(result.Equal ? ExitCode.Done : ExitCode.CheckFailed);
        });
        return command;
    }
}
