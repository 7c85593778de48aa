using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs.Folder;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Runs;

/// <summary>One process's share of a run: trains, and keeps the run folder in step with the training.</summary>
internal sealed class RunSession : ITrainingObserver, IDisposable
{
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromSeconds(30);

    private readonly Experiment experiment;
    private readonly Dataset data;
    private readonly RunFolder folder;
    private readonly IRunReport report;
    private readonly Checkpoint? from;
    private readonly bool curves;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly Learner learner;
    private readonly Evaluation validation;
    private readonly Evaluation probe;
    private readonly TrainingLoop loop;
    private readonly RunWriter writer;
    private readonly Cadence cadence;
    private RunFacts facts;
    private long epochBegan;
    private long drawn;
    private long savedStep = -1;

    /// <summary>Prepares the network, drawn from the seed or as <paramref name="initial"/> or <paramref name="from"/> has it.</summary>
    /// <param name="experiment">What to do.</param>
    /// <param name="data">What to do it on.</param>
    /// <param name="dataFolder">Where that came from.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="report">Who tells the user.</param>
    /// <param name="initial">Weights to begin with.</param>
    /// <param name="from">The checkpoint to go on from.</param>
    /// <param name="cadence">How often to save; null: as the run did so far, or after every epoch.</param>
    /// <param name="curves">Whether the curves are drawn, which takes as long as several epochs of a small network.</param>
    /// <exception cref="ToolException">The plan wants a step that cannot do it (exit 3).</exception>
    public RunSession(
        Experiment experiment,
        Dataset data,
        string dataFolder,
        RunFolder folder,
        IRunReport report,
        IReadOnlyDictionary<string, TensorData>? initial = null,
        Checkpoint? from = null,
        Cadence? cadence = null,
        bool curves = true)
    {
        (this.experiment, this.data, this.folder, this.report, this.from) = (experiment with { Data = data.Identity }, data, folder, report, from);
        this.curves = curves;
        facts = RunFacts.Now(clock, dataFolder, cadence);
        if (folder.ReadFacts() is { } earlier)
        {
            facts = from is null ? facts with { CheckpointEvery = facts.CheckpointEvery ?? earlier.CheckpointEvery } : facts.After(earlier, from);
        }

        this.cadence = Cadence.Parse(facts.CheckpointEvery ?? "") ?? Cadence.EveryEpoch;
        facts = facts with { CheckpointEvery = this.cadence.ToString() };
        var plan = experiment.Plan;
        learner = new Learner(experiment, data, initial, from);
        var order = new SampleOrder(plan, data.Train.Count);
        validation = plan.Validation.HeldOut == 0 ? learner.EvaluationOn(data.Test) : learner.EvaluationOn(data.Train, order.HeldOut);
        probe = learner.EvaluationOn(data.Test, [.. Enumerable.Range(0, Math.Min(Probe.Size, data.Test.Count))]);
        loop = new TrainingLoop(plan, order, learner.Network, learner.Step, validation, from);
        writer = new RunWriter(folder, this.experiment, loop.StepsPerEpoch, report.Trouble);
    }

    /// <summary>Trains to the end of the plan, or to the step after an interruption; either way the folder holds a checkpoint of that very step.</summary>
    /// <returns>Whether the plan is carried out.</returns>
    /// <exception cref="ToolException">Another process is at work on the run, or the disk is full (exit 75); the last checkpoint that was written whole is still there.</exception>
    public bool Run(CancellationToken stop)
    {
        using var alone = RunLock.Take(folder.Path);
        try
        {
            return Train(stop);
        }
        catch (ToolException fault) when (fault.Code == ExitCode.Temporary && File.Exists(folder.Plan))
        {
            throw new ToolException(fault.Code, fault.Found, fault.Expected, $"free some space, then go on with 'trainer resume {folder.Path}'", fault);
        }
    }

    /// <inheritdoc/>
    public void StepDone(TrainingLoop loop)
    {
        report.Step(loop);
        if (loop.StepInEpoch < loop.StepsPerEpoch && cadence.IsDue(loop))
        {
            SaveAsLast();
        }
    }

    /// <inheritdoc/>
    public void EpochDone(TrainingLoop loop, EpochMetrics epoch)
    {
        var seconds = facts.OpenEpochSeconds + clock.GetElapsedTime(epochBegan).TotalSeconds;
        epochBegan = clock.GetTimestamp();
        facts = facts with { EpochSeconds = [.. facts.EpochSeconds, Math.Round(seconds, 3)], OpenEpochSeconds = 0 };
        var best = BestCheckpoint.Of(loop.Metrics) == epoch;
        var last = cadence.IsDue(loop);
        var snapshot = best || last ? Snapshot() : null;
        var draw = curves && clock.GetElapsedTime(drawn) >= BetweenDrawings;
        drawn = draw ? clock.GetTimestamp() : drawn;
        writer.Save(new RunMoment([.. loop.Metrics], facts, last ? snapshot : null, best ? snapshot : null, draw));
        savedStep = last ? loop.Step : savedStep;
        report.Epoch(epoch, seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe.Dispose();
        validation.Dispose();
        learner.Dispose();
    }

    private bool Train(CancellationToken stop)
    {
        Begin();
        bool done;
        try
        {
            done = loop.Run(this, stop);
            if (savedStep != loop.Step)
            {
                SaveAsLast();
            }
        }
        finally
        {
            // also after a loss that is not finite: what was measured before it is worth a look
            writer.Finish();
            if (Directory.Exists(folder.Path))
            {
                Draw();
            }
        }

        if (!done)
        {
            report.Interrupted(loop, folder);
            return false;
        }

        using var test = learner.EvaluationOn(data.Test);
        report.Done(loop, folder, test.Measure(learner.Network), test.Count);
        return true;
    }

    /// <summary>Brings every file in line with where the run begins or goes on; what is so already is not touched.</summary>
    private void Begin()
    {
        folder.RemoveLeftovers();
        if (from is not null)
        {
            if (BestCheckpoint.MakeReady(folder, experiment, from) is { } note)
            {
                report.Trouble(note);
            }

            if (LastCheckpoint.TryLoad(folder.Checkpoint) is null)
            {
                // the one before must not give way to a damaged one
                from.Save(folder.Checkpoint);
            }

            savedStep = from.Plan.ToJson() == experiment.Plan.ToJson() ? from.Progress.Step : -1;
        }

        folder.WritePlan(experiment);
        folder.WriteHistory(loop.Metrics);
        new Events.EventFile(folder.Events, clock).Write(loop.Metrics, loop.StepsPerEpoch);
        report.Begin(experiment, data, loop);
        (epochBegan, drawn) = (clock.GetTimestamp(), clock.GetTimestamp());
        if (from is null)
        {
            SaveAsLast();
        }
    }

    private void Draw()
    {
        if (curves && Curves.Draw(folder, experiment, loop.Metrics, loop.StepsPerEpoch) is { } why)
        {
            report.Trouble(why);
        }
    }

    private void SaveAsLast()
    {
        var now = facts;
        if (loop.StepInEpoch > 0)
        {
            now = facts with { OpenEpochSeconds = Math.Round(facts.OpenEpochSeconds + clock.GetElapsedTime(epochBegan).TotalSeconds, 3) };
        }

        writer.Save(new RunMoment([.. loop.Metrics], now, Last: Snapshot()));
        savedStep = loop.Step;
    }

    private Checkpoint Snapshot()
    {
        var snapshot = new Checkpoint
        {
            Network = experiment.Network,
            Plan = experiment.Plan,
            Progress = loop.Progress,
            Metrics = [.. loop.Metrics],
            Data = data.Identity,
            Command = CommandText.Of(experiment),
            Weights = learner.Network.Weights(),
            State = learner.SaveState(),
            Probe = new Probe(data.Test.Images[..(probe.Count * DatasetFolder.Pixels)].ToArray(), probe.Logits(learner.Network), probe.Count),
        };
        Divergence.RequireFinite(snapshot);
        return snapshot;
    }
}
