using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>The best epoch so far, as a pure function of the epochs' metrics, and its file.</summary>
internal static class BestCheckpoint
{
    /// <summary>The epoch with most correct validation answers, the first of equals; null before the first.</summary>
    public static EpochMetrics? Of(IReadOnlyList<EpochMetrics> epochs) => epochs.MaxBy(epoch => epoch.ValCorrect);

    /// <summary>Makes the file what an uninterrupted run would have by now, or later: a process may have been killed after a best epoch was saved and before the last one was.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="experiment">What it does from now on: its number of epochs may have grown.</param>
    /// <param name="from">Where it goes on.</param>
    /// <returns>What the user should know, or null.</returns>
    /// <exception cref="ToolException">The file is damaged or another training's, and cannot be made again (exit 3).</exception>
    public static string? MakeReady(RunFolder folder, Experiment experiment, Checkpoint from)
    {
        var expected = Of(from.Metrics);
        ToolException? damage = null;
        if (File.Exists(folder.Best))
        {
            try
            {
                var found = Checkpoint.Load(folder.Best);
                ExperimentFile.RequireSame(experiment with { Data = from.Data }, folder.Plan, found, folder.Best);
                if (found.Progress is { StepInEpoch: 0 } && (found.Progress.Epoch > from.Progress.Epoch || found.Progress.Epoch == expected?.Epoch))
                {
                    SaveFor(experiment, found, folder);
                    return null;
                }
            }
            catch (ToolException fault) when (fault.InnerException is FormatException)
            {
                damage = fault;
            }
        }

        if (expected is null)
        {
            // the first epoch will write it
            return null;
        }

        if (Candidates(folder, from).FirstOrDefault(candidate => candidate.Progress is { StepInEpoch: 0 } progress && progress.Epoch == expected.Epoch) is { } same)
        {
            SaveFor(experiment, same, folder, evenIfThere: true);
            return $"{folder.Best} was {(damage is null ? "missing" : "damaged")} and is made again";
        }

        return damage is null
            ? $"{folder.Best} is missing: it comes back with the next epoch that is better than epoch {expected.Epoch}"
            : throw ToolException.BadInput(
                damage.Found,
                $"the checkpoint of epoch {expected.Epoch}, the best so far",
                $"remove the file to go on without it until an epoch is better, or train anew with 'trainer train --plan {folder.Plan}'",
                damage);
    }

    /// <summary>The epochs that are done according to the file, which a killed process may have written before it wrote the last checkpoint; 0 where it tells nothing.</summary>
    public static int EpochsDone(RunFolder folder)
    {
        try
        {
            return File.Exists(folder.Best) ? Checkpoint.Load(folder.Best).Progress.Epoch : 0;
        }
        catch (ToolException fault) when (fault.Code == ExitCode.BadInput)
        {
            return 0;
        }
    }

    private static IEnumerable<Checkpoint> Candidates(RunFolder folder, Checkpoint from)
    {
        yield return from;
        if (LastCheckpoint.TryLoad(folder.Previous) is { } previous)
        {
            yield return previous;
        }
    }

    private static void SaveFor(Experiment experiment, Checkpoint best, RunFolder folder, bool evenIfThere = false)
    {
        var command = CommandText.Of(experiment);
        if (evenIfThere || best.Plan.ToJson() != experiment.Plan.ToJson() || best.Command != command)
        {
            (best with { Plan = experiment.Plan, Command = command }).Save(folder.Best);
        }
    }
}
