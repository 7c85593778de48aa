using System.CommandLine;
using System.Security.Cryptography;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Diagnosis;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Reports;
using Toolchain.Exporter.Verifying;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter verify</c>: the parity gate again, later, elsewhere.</summary>
internal static class VerifyCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var model = new Argument<string>("model") { Description = "an ONNX model of 'exporter export', with any of its options" };
        var checkpoint = new Option<string>("--checkpoint", "-c") { Description = "the checkpoint it was exported from, or its run folder", HelpName = "file", Required = true };
        var data = new Option<string?>("--data", "-d") { Description = "also compare on the test set of this folder; a classifier of pictures in fp16 or int8 needs it", HelpName = "folder" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json, ResultFormat.Markdown);
        var layers = LayersOption.Create();
        var command = new ToolCommand(
            "verify",
            "Checks that a model gives the answers of a checkpoint, has the graph and weights that it gives, and tells the truth about it; exit code 1 if not.",
            "exporter verify runs/mnist/model.onnx --checkpoint runs/mnist --data data/mnist",
            "exporter verify model.onnx --checkpoint best.safetensors --format json")
        {
            model, checkpoint, data, format, layers,
        };
        command.SetAction(parsed =>
        {
            var stored = StoredModel.Read(parsed.GetRequiredValue(model));
            var said = stored.Metadata();
            var from = CheckpointPath.Resolve(parsed.GetRequiredValue(checkpoint));
            var test = parsed.GetValue(data) is { } folder ? TestSet.Load(folder) : null;
            var source = UsableCheckpoint.Load(from, test);
            RequireData(stored.Path, said, source, test);
            // what was measured on other images is not in the checkpoint; that the probabilities follow it is checked
            var expected = UsableCheckpoint.Describe(from, source, Verification.PicturesOf(said)) with { Precision = said.Precision, Calibration = said.Calibration };
            var parity = Verification.Check(stored, said, expected, source, test);
            var report = parity.AnswersDiffer || parsed.GetValue(layers) ? Verification.Layers(stored, expected, source) : null;
            var result = new VerifyResult(
                stored.Path,
                from,
                source.Network.Name,
                Convert.ToHexStringLower(SHA256.HashData(stored.Bytes)),
                expected.CheckpointDigest,
                parity.Passed,
                parity.Probe,
                parity.Data,
                parity.Contradictions,
                parity.Graph?.Differences ?? [],
                parity.Metadata ?? [],
                parity.Precision,
                report);
            VerifyReport.Write(terminal, result, parity, parsed.GetValue(format));
            return parity.Passed ? (int)ExitCode.Done : throw Refusal(stored.Path, from, parity, report);
        });
        return command;
    }

    // what a precision costs can be seen on many pictures only
    private static void RequireData(string model, ModelMetadata said, TrainedNetwork source, TestSet? test)
    {
        if (said.Precision is { } precision && source.IsPictureClassifier && test is null)
        {
            throw ToolException.WrongUsage($"{model} computes in {precision.Type}, and there is no --data", "a test set that it is held against fp32 on", "add --data, such as --data data/mnist");
        }
    }

    private static ToolException Refusal(string model, string checkpoint, ParityReport parity, LayerReport? layers) => new(
        ExitCode.CheckFailed,
        $"{model} is not what {checkpoint} gives: {parity.Failures}{(layers is null ? "" : $"; layer by layer: {layers.Conclusion}")}",
        parity.Expectations,
        "export the checkpoint again, or name the one that the model was made from");
}
