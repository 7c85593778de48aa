using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs;

namespace Toolchain.Trainer.Commands;

/// <summary><c>trainer resume</c>: goes on from a run's checkpoint, to the bytes of a run that never stopped.</summary>
internal static class ResumeCommand
{
    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "run folder" };
        var data = new Option<string?>("--data", "-d") { Description = "where the data lies now [default: where the run found it]", HelpName = "folder" };
        var epochs = new Option<int?>("--epochs") { Description = "new total of epochs, not below what is done [default: as planned]", HelpName = "n" }.AtLeast(1);
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand("resume", "Goes on from a run's checkpoint, exactly.", "trainer resume runs/1", "trainer resume runs/1 --epochs 20") { run, data, epochs, format };
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Open(parsed.GetRequiredValue(run));
            var checkpoint = Checkpoint.Load(folder.Checkpoint);
            var total = parsed.GetValue(epochs) ?? checkpoint.Plan.Epochs;
            var begun = checkpoint.Progress.Epoch + (checkpoint.Progress.StepInEpoch > 0 ? 1 : 0);
            if (total < begun)
            {
                throw ToolException.WrongUsage($"--epochs is {total}, but {begun} are begun or done", $"at least {begun}", "ask for more epochs, or train anew");
            }

            if (total > checkpoint.Plan.Epochs && checkpoint.Plan.EarlyStop?.EndOf(checkpoint.Metrics) is { } end)
            {
                throw ToolException.WrongUsage(
                    $"--epochs is {total}, but the run ended early {end}",
                    "a run that its early stop has not ended",
                    $"train anew without --early-stop, or from {folder.Best} with --initial");
            }

            var dataFolder = parsed.GetValue(data) ?? folder.ReadFacts()?.DataFolder
                ?? throw ToolException.BadInput($"{folder.Facts} does not say where the data lies", "the data of the run", "name it with --data");
            var dataset = DatasetFolder.Load(dataFolder);
            RequireSameData(checkpoint.Data, dataset.Identity, dataFolder);
            var experiment = new Experiment(checkpoint.Network, checkpoint.Plan with { Epochs = total });
            using var interruption = Interruption.Listen();
            using var session = new RunSession(experiment, dataset, dataFolder, folder, new RunReport(terminal, parsed.GetRequiredValue(format)), from: checkpoint);
            return (int)(session.Run(interruption.Token) ? ExitCode.Done : interruption.Code);
        });
        return command;
    }

    /// <summary>Refuses data of other content than what was trained on.</summary>
    /// <exception cref="ToolException">It is other data; the message names the file (exit 3).</exception>
    public static void RequireSameData(DatasetIdentity trained, DatasetIdentity found, string folder)
    {
        if (!trained.SameContent(found))
        {
            var file = trained.Digests.First(pair => found.Digests.GetValueOrDefault(pair.Key) != pair.Value);
            throw ToolException.BadInput(
                $"{Path.Combine(folder, file.Key)} has the content digest {found.Digests.GetValueOrDefault(file.Key)}",
                $"{file.Value}, the data this run was trained on ({trained.Name})",
                "name the folder of that data with --data");
        }
    }
}
