using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer resume</c>: goes on from a run's checkpoint, to the bytes of a run that never stopped.</summary>
internal static class ResumeCommand
{
    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "run folder" };
        var data = new Option<string?>("--data", "-d") { Description = "where the data lies now [default: where the run found it]", HelpName = "folder" };
        var epochs = new Option<int?>("--epochs") { Description = "new total of epochs, not below what is done; the schedule stays as planned [default: as planned]", HelpName = "n" }.AtLeast(1);
        var cadence = TrainOptions.CheckpointEvery("as the run did so far");
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand("resume", "Goes on from a run's checkpoint, exactly.", "trainer resume runs/1", "trainer resume runs/1 --epochs 20") { run, data, epochs, cadence, format };
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            var point = ResumePoint.Of(folder, parsed.GetValue(epochs));
            var dataFolder = parsed.GetValue(data) ?? folder.ReadFacts()?.DataFolder
                ?? throw ToolException.BadInput($"{folder.Facts} does not say where the data lies", "the data of the run", "name it with --data");
            LibtorchLoader.Begin();
            var dataset = DatasetFolder.Load(dataFolder);
            ResumePoint.RequireSameData(point.Experiment.Data, dataset.Identity, dataFolder);
            foreach (var note in point.Notes)
            {
                terminal.Error.WriteLine(note);
            }

            var initial = point is { From: null, Experiment.Plan.InitialDigest: { } digest } ? InitialWeights.Load(folder.Initial, point.Experiment.Network).Require(digest, folder.Initial) : null;
            using var interruption = Interruption.Listen();
            using var session = new RunSession(
                point.Experiment, dataset, dataFolder, folder, new RunReport(terminal, parsed.GetRequiredValue(format)), initial?.Weights, point.From, parsed.GetValue(cadence));
            return (int)(session.Run(interruption.Token) ? ExitCode.Done : interruption.Code);
        });
        return command;
    }
}
