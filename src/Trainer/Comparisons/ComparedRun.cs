using System.Text.Json;
using Toolchain.Contracts;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Runs.Folder;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Comparisons;

/// <summary>Where a run of a comparison stands.</summary>
internal enum RunState
{
    /// <summary>Nobody has taken it yet.</summary>
    Waiting,

    /// <summary>It trains.</summary>
    Running,

    /// <summary>It was stopped before its end, and its state is saved.</summary>
    Stopped,

    /// <summary>It was carried out, in this process or an earlier one.</summary>
    Done,

    /// <summary>Its loss is no longer finite.</summary>
    Diverged,

    /// <summary>It could not be carried out.</summary>
    Failed,
}

/// <summary>One run of a comparison: taken up where an earlier process left it, and carried to its end.</summary>
/// <param name="plan">The comparison.</param>
/// <param name="schedule">Its schedule.</param>
/// <param name="seed">Its seed.</param>
/// <param name="folder">Its run folder.</param>
internal sealed class ComparedRun(ComparisonPlan plan, ComparedSchedule schedule, ulong seed, string folder)
{
    private readonly Experiment experiment = plan.ExperimentOf(schedule, seed);
    private volatile RunState state;

    /// <summary>Its schedule.</summary>
    public ComparedSchedule Schedule => schedule;

    /// <summary>Its seed.</summary>
    public ulong Seed => seed;

    /// <summary>Where it stands.</summary>
    public RunState State => state;

    /// <summary>What is known while it runs.</summary>
    public RunWatch? Watch { get; private set; }

    /// <summary>What came of it, once it is <see cref="RunState.Done"/> or <see cref="RunState.Diverged"/>.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>Why it <see cref="RunState.Failed"/>.</summary>
    public Exception? Fault { get; private set; }

    private string OutcomeFile => Path.Combine(folder, "outcome.json");

    /// <summary>Takes over what an earlier process finished.</summary>
    /// <returns>Whether nothing is left to do.</returns>
    public bool Recall()
    {
        try
        {
            Outcome = File.Exists(OutcomeFile) ? Json.Read(File.ReadAllText(OutcomeFile), ComparisonJson.Default.RunOutcome, "outcome") : null;
        }
        catch (FormatException)
        {
            // damaged: the checkpoint beside it gives the same outcome again
            return false;
        }

        state = Outcome switch { null => RunState.Waiting, { Diverged: null } => RunState.Done, _ => RunState.Diverged };
        return Outcome is not null;
    }

    /// <summary>Carries it out, or to the step after a request to stop. A fault is kept for the end: it must not cost the other runs.</summary>
    public void CarryOut(Dataset data, string dataFolder, CancellationToken stop)
    {
        state = RunState.Running;
        try
        {
            Outcome = Train(data, dataFolder, stop);
            if (Outcome is not null)
            {
                Disk.WriteText(OutcomeFile, JsonSerializer.Serialize(Outcome, ComparisonJson.Readable.RunOutcome) + "\n");
            }

            state = Outcome switch { null => RunState.Stopped, { Diverged: null } => RunState.Done, _ => RunState.Diverged };
        }
#pragma warning disable CA1031 // whatever it is, it is told when the other runs have ended
        catch (Exception fault)
#pragma warning restore CA1031
        {
            (Fault, state) = (fault, RunState.Failed);
        }
    }

    private RunOutcome? Train(Dataset data, string dataFolder, CancellationToken stop)
    {
        var log = new ValidationLog(Path.Combine(folder, "validations.csv"));
        var from = FromCheckpoint(log);
        var run = from is null ? new NewRun(experiment with { Data = data.Identity }, RunFacts.Now(TimeProvider.System, dataFolder)).Create(folder, replace: true) : RunFolder.Open(folder);
        if (from is null)
        {
            log.Clear();
        }

        var watch = Watch = new RunWatch(log, plan.EvaluateEvery);
        try
        {
            using var session = new RunSession(experiment, data, dataFolder, run, watch, from: from, curves: false);
            if (!session.Run(stop))
            {
                return null;
            }
        }
        catch (ToolException fault) when (fault.Code == ExitCode.CheckFailed)
        {
            return new RunOutcome(fault.Found, watch.StepsDone, watch.StepsPerEpoch, watch.Epochs, watch.Points, Final: null, Best: null);
        }

        return new RunOutcome(Diverged: null, watch.StepsDone, watch.StepsPerEpoch, watch.Epochs, watch.Points, watch.Final, BestOn(data, run, watch));
    }

    /// <summary>The state to go on from; null to begin, also where what is there is damaged or another training's: the same bits come out.</summary>
    private Checkpoint? FromCheckpoint(ValidationLog log)
    {
        try
        {
            if (LastCheckpoint.Of(new RunFolder(folder)).Checkpoint is not { } checkpoint)
            {
                return null;
            }

            var same = checkpoint.Plan.ToJson() == experiment.Plan.ToJson() && checkpoint.Network.ToJson() == experiment.Network.ToJson() && checkpoint.Data.SameContent(plan.Data);
            return same && log.Restore(StepsInsideEpochs(checkpoint)) ? checkpoint : null;
        }
        catch (ToolException fault) when (fault.Code == ExitCode.BadInput)
        {
            return null;
        }
    }

    private IEnumerable<long> StepsInsideEpochs(Checkpoint checkpoint)
    {
        var ofEpoch = checkpoint.Progress.Epoch == 0 ? long.MaxValue : (checkpoint.Progress.Step - checkpoint.Progress.StepInEpoch) / checkpoint.Progress.Epoch;
        if (plan.EvaluateEvery is not { } every)
        {
            yield break;
        }

        for (var step = (long)every; step <= checkpoint.Progress.Step; step += every)
        {
            if (step % ofEpoch != 0)
            {
                yield return step;
            }
        }
    }

    /// <summary>The best epoch's network on the test set; where epochs are validated on the test set, that is known already.</summary>
    private TestScore BestOn(Dataset data, RunFolder run, RunWatch watch)
    {
        var best = watch.Epochs.MaxBy(epoch => epoch.ValCorrect)!;
        if (watch.ValidatedOnTest)
        {
            return new TestScore(best.Epoch, best.ValCorrect, best.ValTotal, best.ValLoss);
        }

        var checkpoint = Checkpoint.Load(run.Best);
        using var learner = new Learner(experiment, data, from: checkpoint);
        using var test = learner.EvaluationOn(data.Test);
        var measured = test.Measure(learner.Network);
        return new TestScore(best.Epoch, measured.Correct, test.Count, measured.LossSum / test.Count);
    }
}
