using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>What a run folder says about going on: what is to be done, and from where.</summary>
/// <param name="Experiment">The run's plan, perhaps with more epochs, and its data.</param>
/// <param name="From">Where the training stands; null: it was killed before anything was saved, and begins.</param>
/// <param name="Notes">What the user should know.</param>
internal sealed record ResumePoint(Experiment Experiment, Checkpoint? From, IReadOnlyList<string> Notes)
{
    /// <summary>Reads the folder, and refuses what does not belong together.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="epochs">The new total of epochs; null: as planned.</param>
    /// <exception cref="ToolException">Its files are damaged or of several runs (exit 3), or <paramref name="epochs"/> is below what is done (exit 2).</exception>
    public static ResumePoint Of(RunFolder folder, int? epochs)
    {
        var last = LastCheckpoint.Of(folder);
        var notes = new List<string>();
        if (last.Note is not null)
        {
            notes.Add(last.Note);
        }

        // the plan is written before the first checkpoint, so that one of the two is there
        var experiment = folder.ReadPlan() ?? new Experiment(last.Checkpoint!.Network, last.Checkpoint.Plan);
        if (last.Checkpoint is { } checkpoint)
        {
            ExperimentFile.RequireSame(experiment, folder.Plan, checkpoint, last.Path);
            experiment = experiment with { Data = checkpoint.Data };
        }

        var total = epochs ?? experiment.Plan.Epochs;
        RequireEnough(total, isOption: epochs is not null, Begun(last.Checkpoint, folder), folder);
        RequireNoEarlyEnd(total, experiment.Plan, last.Checkpoint, folder);
        if (total != experiment.Plan.Epochs)
        {
            notes.Add($"{total} epochs in place of {experiment.Plan.Epochs}; the schedule stays as it was planned");
        }

        return new ResumePoint(experiment with { Plan = experiment.Plan with { Epochs = total } }, last.Checkpoint, notes);
    }

    /// <summary>Refuses other data than the run was begun on.</summary>
    /// <param name="trained">The data it was begun on; null: it does not say.</param>
    /// <param name="found">What the data folder holds.</param>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="ToolException">The content differs; the message names the file (exit 3).</exception>
    public static void RequireSameData(DatasetIdentity? trained, DatasetIdentity found, string folder)
    {
        if (trained is null || trained.SameContent(found))
        {
            return;
        }

        var file = trained.Digests.First(pair => found.Digests.GetValueOrDefault(pair.Key) != pair.Value);
        throw ToolException.BadInput(
            $"{Path.Combine(folder, file.Key)} has the content digest {found.Digests.GetValueOrDefault(file.Key) ?? "of no such file"}",
            $"{file.Value}, the data this run was trained on ({trained.Name})",
            "name the folder of that data with --data");
    }

    private static void RequireNoEarlyEnd(int total, TrainingPlan plan, Checkpoint? from, RunFolder folder)
    {
        if (total > plan.Epochs && from is not null && plan.EarlyStop?.EndOf(from.Metrics) is { } end)
        {
            throw ToolException.WrongUsage(
                $"--epochs is {total}, but the run ended early {end}",
                "a run that its early stop has not ended",
                $"train anew without --early-stop, or from {folder.Best} with --initial");
        }
    }

    // the best checkpoint may be ahead of the last one: its epoch was done, and its file cannot be taken back
    private static int Begun(Checkpoint? from, RunFolder folder) =>
        Math.Max(from is null ? 0 : from.Progress.Epoch + (from.Progress.StepInEpoch > 0 ? 1 : 0), BestCheckpoint.EpochsDone(folder));

    private static void RequireEnough(int total, bool isOption, int begun, RunFolder folder)
    {
        if (total >= begun)
        {
            return;
        }

        throw isOption
            ? ToolException.WrongUsage($"--epochs is {total}, but {begun} are begun or done", $"at least {begun}", "ask for more epochs, or train anew")
            : ToolException.BadInput($"{folder.Plan}: epochs is {total}, but {begun} are begun or done", $"at least {begun}", "undo the edit, or train anew");
    }
}
