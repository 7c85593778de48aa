using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs.Events;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Runs;

/// <summary>What is to be saved of a run at one moment; nothing in it changes any more.</summary>
/// <param name="Epochs">The epochs so far.</param>
/// <param name="Facts">What depends on clock and machine.</param>
/// <param name="Last">The new last checkpoint; null: it is not its turn.</param>
/// <param name="Best">The new best one; null: an earlier one is better.</param>
/// <param name="Draw">Whether the curves are drawn.</param>
internal sealed record RunMoment(IReadOnlyList<EpochMetrics> Epochs, RunFacts Facts, Checkpoint? Last = null, Checkpoint? Best = null, bool Draw = false);

/// <summary>Saves a run beside the training: one moment at a time, in order, the next one waiting until the last is on disk.</summary>
/// <remarks>
/// Waiting for a disk may take longer than an epoch of a small network. A process that is killed loses what was waiting, which resuming does again to the same bytes;
/// the order of the files within a moment is such that each of them can be brought in line with the last checkpoint, wherever it ends.
/// </remarks>
/// <param name="folder">The run.</param>
/// <param name="experiment">What is done.</param>
/// <param name="stepsPerEpoch">Updates of an epoch.</param>
/// <param name="trouble">Told when the curves could not be drawn.</param>
internal sealed class RunWriter(RunFolder folder, Experiment experiment, int stepsPerEpoch, Action<string> trouble)
{
    private readonly EventFile events = new(folder.Events, TimeProvider.System);
    private Task<string?> saving = Nothing;

    private static Task<string?> Nothing => Task.FromResult<string?>(null);

    /// <summary>Waits for the moment before, then saves this one while the caller goes on.</summary>
    /// <exception cref="ToolException">The moment before could not be saved: the folder cannot be written (exit 2) or the disk is full (exit 75).</exception>
    public void Save(RunMoment moment)
    {
        Finish();
        saving = Task.Run(() => Write(moment));
    }

    /// <summary>Waits until everything is saved.</summary>
    /// <exception cref="ToolException">As for <see cref="Save"/>.</exception>
    public void Finish()
    {
        var last = saving;
        saving = Nothing; // a fault is told once
        if (last.GetAwaiter().GetResult() is { } why)
        {
            trouble(why);
        }
    }

    // why the curves could not be drawn, or null
    private string? Write(RunMoment moment)
    {
        try
        {
            return WriteFiles(moment);
        }
        catch (ToolException fault) when (fault.Code == ExitCode.WrongUsage)
        {
            folder.RequireToExist();
            throw;
        }
    }

    private string? WriteFiles(RunMoment moment)
    {
        // before the checkpoint: of an epoch too many the facts can be dropped, of one too few they cannot be found again
        folder.WriteFacts(moment.Facts);
        moment.Best?.Save(folder.Best, previous: null);
        moment.Last?.Save(folder.Checkpoint, folder.Previous);
        folder.WriteHistory(moment.Epochs);
        events.Write(moment.Epochs, stepsPerEpoch);
        return moment.Draw ? Curves.Draw(folder, experiment, moment.Epochs, stepsPerEpoch) : null;
    }
}
