using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Calibrating;
using Toolchain.Exporter.Exports;
using Toolchain.Exporter.Inspection;
using Toolchain.Exporter.Parity;
using Toolchain.Exporter.Publishing;
using Toolchain.Exporter.Reports;

namespace Toolchain.Exporter.Commands;

/// <summary><c>exporter publish</c>: a folder that explains itself.</summary>
internal static class PublishCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var checkpoint = CheckpointPath.Argument();
        var output = new Option<string>("--output", "-o") { Description = "the model's folder", HelpName = "folder", Required = true };
        var data = new Option<string>("--data", "-d") { Description = "the data the checkpoint was trained on; its test set is measured", HelpName = "folder", Required = true };
        var calibrateOn = HeldOutMeasurement.Option();
        var name = new Option<string?>("--name") { Description = "what the model is called; default: the folder's name", HelpName = "name" };
        var force = new Option<bool>("--force") { Description = "replace the model in a folder that exists" };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand(
            "publish",
            "Writes a folder with the model, its metrics and a model card.",
            "exporter publish runs/mnist --output models/mnist-mlp --data data/mnist")
        {
            checkpoint, output, data, calibrateOn, name, force, format,
        };
        command.SetAction(parsed =>
        {
            var from = CheckpointPath.Resolve(parsed.GetRequiredValue(checkpoint));
            var folder = parsed.GetRequiredValue(output);
            RequireFree(folder, parsed.GetValue(force));
            var called = ModelName.Require(parsed.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
            var test = TestSet.Load(parsed.GetRequiredValue(data));
            var model = CheckedModel.Make(terminal, from, test, new ExportOptions { CalibrateOn = parsed.GetValue(calibrateOn) }, PublishedFolder.ModelFile);
            var training = RequireTraining(from, model);
            var facts = PublishedMetrics.Of(called, model, training, RequireQuality(from, model, training), RequireOwnData(from, model, training, test));
            PublishedFolder.Write(folder, model.Content, facts.ToJson(), ModelCard.Write(facts.ToCard(ModelFile.Summarize(PublishedFolder.ModelFile, model.Content.Bytes), model.Metadata)));
            ExportReport.Write(terminal, ExportResult.Of(model, from, Path.Combine(folder, PublishedFolder.ModelFile)), model.Parity, parsed.GetValue(format));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void RequireFree(string folder, bool force)
    {
        if (File.Exists(folder))
        {
            throw ToolException.WrongUsage($"--output {folder} is a file", "the name of a folder", "name another with --output");
        }

        if (Directory.Exists(folder) && !force)
        {
            throw ToolException.WrongUsage($"{folder} exists", "a folder that does not exist yet", "name another with --output, or add --force to replace the model in it");
        }
    }

    private static Checkpoint RequireTraining(string from, CheckedModel model) => model.Source.Training ?? throw ToolException.BadInput(
        $"{from} holds a network without a training: nobody measured it",
        "a checkpoint of a training, as 'trainer train' writes it",
        "write the model alone with 'exporter export'");

    private static ModelMetrics RequireQuality(string from, CheckedModel model, Checkpoint training) => model.Metadata.Metrics ?? throw ToolException.BadInput(
        $"{from} stands at update {training.Progress.Step}, inside epoch {training.Progress.Epoch + 1}: nobody measured these weights",
        "a checkpoint at the end of an epoch",
        "resume the training until the epoch ends, or publish the run's best.safetensors");

    private static MeasuredAccuracy RequireOwnData(string from, CheckedModel model, Checkpoint training, TestSet test) =>
        model.Parity.Data is { } measured && test.BelongsTo(training)
            ? new MeasuredAccuracy(measured.Dataset, measured.Correct, measured.Total, measured.Accuracy)
            : throw ToolException.BadInput(
                $"--data is other data ({test.Identity.Name}) than {from} was trained on ({training.Data.Name})",
                $"test files with the digests of the checkpoint: {string.Join(", ", training.Data.Digests.Select(pair => $"{pair.Key} {pair.Value}"))}",
                "name the folder it was trained on");
}
