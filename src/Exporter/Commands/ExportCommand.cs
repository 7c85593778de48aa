using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Reports;
using Toolchain.Exporter.Storing;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter export</c>: one checkpoint, one file.</summary>
internal static class ExportCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var checkpoint = CheckpointPath.Argument();
        var output = new Option<string?>("--output", "-o") { Description = "the model's file; default: model.onnx beside the checkpoint", HelpName = "file" };
        var data = new Option<string?>("--data", "-d") { Description = "also compare on the test set of this folder", HelpName = "folder" };
        var options = new ExportOptionSet();
        var force = new Option<bool>("--force") { Description = "replace a file that exists" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json, ResultFormat.Markdown);
        var layers = LayersOption.Create();
        var command = new ToolCommand(
            "export",
            "Writes the ONNX model of a checkpoint, once ONNX Runtime gives the trained network's answers.",
            "exporter export runs/mnist --data data/mnist",
            "exporter export runs/mnist/best.safetensors -o digits.onnx --opset 21 --input float32 --static-batch 1",
            "exporter export runs/mnist -o labels.onnx --outputs label",
            "exporter export runs/mnist -o small.onnx --precision int8 --data data/mnist")
        {
            checkpoint, output, data, force, format, layers,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var from = CheckpointPath.Resolve(parsed.GetRequiredValue(checkpoint));
            var to = parsed.GetValue(output) ?? Path.Combine(Path.GetDirectoryName(from) ?? "", "model.onnx");
            OutputFile.RequireFree(to, "model.onnx", parsed.GetValue(force), ("checkpoint", from));
            var model = CheckedModel.Make(terminal, from, parsed.GetValue(data) is { } folder ? TestSet.Load(folder) : null, options.Read(parsed), Path.GetFileName(to), parsed.GetValue(layers));
            ModelFiles.Write(to, model.Content);
            ExportReport.Write(terminal, ExportResult.Of(model, from, to), model.Parity, parsed.GetValue(format));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
