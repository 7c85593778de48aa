using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Samples.Augmentation;
using Toolchain.Trainer.Training;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Runs;

/// <summary>One process's share of a run: trains, and keeps the run folder in step with the training.</summary>
internal sealed class RunSession : ITrainingObserver, IDisposable
{
    private readonly Experiment experiment;
    private readonly Dataset data;
    private readonly RunFolder folder;
    private readonly IRunReport report;
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly TorchNetwork network;
    private readonly TorchNetwork answering; // the same, or its average
    private readonly SampleOrder order;
    private readonly OptimizerState optimizerState;
    private readonly Crew? crew;
    private readonly DenseAnswers? answers;
    private readonly ITrainingStep step;
    private readonly Evaluation validation;
    private readonly Evaluation probe;
    private readonly TrainingLoop loop;
    private readonly List<double> epochSeconds = [];
    private RunFacts facts;
    private long epochBegan;

    /// <summary>Prepares the network, drawn from the seed or as <paramref name="initial"/> or <paramref name="from"/> has it.</summary>
    /// <param name="experiment">What to do.</param>
    /// <param name="data">What to do it on.</param>
    /// <param name="dataFolder">Where that came from.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="report">Who tells the user.</param>
    /// <param name="initial">Weights to begin with.</param>
    /// <param name="from">The checkpoint to go on from.</param>
    public RunSession(
        Experiment experiment,
        Dataset data,
        string dataFolder,
        RunFolder folder,
        IRunReport report,
        IReadOnlyDictionary<string, TensorData>? initial = null,
        Checkpoint? from = null)
    {
        (this.experiment, this.data, this.folder, this.report) = (experiment, data, folder, report);
        var plan = experiment.Plan;
        LibtorchLoader.Load();
        set_num_threads(plan.Threads);
        network = (initial ?? (from is null ? null : TrainingState.MovingWeights(from))) is { } weights
            ? TorchNetwork.WithWeights(experiment.Network, weights)
            : TorchNetwork.Initialized(experiment.Network, plan.Seed);
        order = new SampleOrder(plan, data.Train.Count);
        optimizerState = new OptimizerState(plan.Optimizer, network, from?.State);
        var training = AugmentedImages.Of(data.Train, plan);
        if (plan.Step == StepKind.Fused)
        {
            if (FusedStep.Obstacle(experiment.Network, plan) is { } obstacle)
            {
                throw ToolException.BadInput($"the plan wants the fused step, but {obstacle}", "a plan that the trainer itself wrote", "train again with --step auto");
            }

            // more threads than processors would wait for one another; the bits are the same on any number
            crew = new Crew(Math.Min(plan.Threads, Environment.ProcessorCount));
            answers = new DenseAnswers(crew);
            step = new FusedStep(network, training, plan, optimizerState, crew);
        }
        else
        {
            step = new AutogradStep(network, training, plan.BatchSize, Optimizer.Create(plan.Optimizer, [.. network.Trained], optimizerState), plan.LabelSmoothing);
        }

        answering = network;
        if (plan.AverageDecay is { } decay)
        {
            answering = TorchNetwork.WithWeights(experiment.Network, from?.Weights ?? network.Weights());
            step = new AveragingStep(step, network, answering, decay);
        }

        validation = plan.Validation.HeldOut == 0 ? Evaluation.OnAll(data.Test, answers) : new Evaluation(data.Train, order.HeldOut, answers);
        probe = new Evaluation(data.Test, [.. Enumerable.Range(0, Math.Min(Probe.Size, data.Test.Count))], answers);
        loop = new TrainingLoop(plan, order, answering, step, validation, from);
        facts = RunFacts.Now(clock, dataFolder);
    }

    /// <summary>Trains to the end of the plan, or to the step after an interruption; either way the folder holds a checkpoint of that very step.</summary>
    /// <returns>Whether the plan is carried out.</returns>
    /// <exception cref="ToolException">The disk is full (exit 75); the last checkpoint that was written whole is still there.</exception>
    public bool Run(CancellationToken stop)
    {
        try
        {
            return Train(stop);
        }
        catch (ToolException fault) when (fault.Code == ExitCode.Temporary && File.Exists(folder.Checkpoint))
        {
            throw new ToolException(fault.Code, fault.Found, fault.Expected, $"free some space, then go on with 'trainer resume {folder.Path}'", fault);
        }
    }

    /// <inheritdoc/>
    public void StepDone(TrainingLoop loop) => report.Step(loop);

    /// <inheritdoc/>
    public void EpochDone(TrainingLoop loop, EpochMetrics epoch)
    {
        var snapshot = Snapshot();
        if (loop.Metrics.SkipLast(1).All(earlier => earlier.ValCorrect < epoch.ValCorrect))
        {
            snapshot.Save(folder.Best);
        }

        folder.WriteHistory(loop.Metrics);
        snapshot.Save(folder.Checkpoint);
        epochSeconds.Add(clock.GetElapsedTime(epochBegan).TotalSeconds);
        folder.WriteFacts(facts = facts with { EpochSeconds = [.. epochSeconds.Select(seconds => Math.Round(seconds, 3))] });
        report.Epoch(epoch, epochSeconds[^1]);
        epochBegan = clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        probe.Dispose();
        validation.Dispose();
        step.Dispose();
        answers?.Dispose();
        crew?.Dispose();
        optimizerState.Dispose();
        answering.Dispose();
        network.Dispose();
    }

    private bool Train(CancellationToken stop)
    {
        folder.WritePlan(experiment);
        folder.WriteFacts(facts);
        if (loop.Step == 0)
        {
            Snapshot().Save(folder.Checkpoint);
        }
        else if (File.Exists(folder.Best))
        {
            // a resumed plan may have more epochs: the best checkpoint so far belongs to it too
            (Checkpoint.Load(folder.Best) with { Plan = experiment.Plan, Command = CommandText.Of(experiment) }).Save(folder.Best);
        }

        report.Begin(experiment, data, loop);
        epochBegan = clock.GetTimestamp();
        if (!loop.Run(this, stop))
        {
            Snapshot().Save(folder.Checkpoint);
            report.Interrupted(loop, folder);
            return false;
        }

        using var test = Evaluation.OnAll(data.Test, answers);
        report.Done(loop, folder, test.Measure(answering), test.Count);
        return true;
    }

    private Checkpoint Snapshot() => new()
    {
        Network = experiment.Network,
        Plan = experiment.Plan,
        Progress = loop.Progress,
        Metrics = loop.Metrics,
        Data = data.Identity,
        Command = CommandText.Of(experiment),
        Weights = Finite(answering.Weights()),
        State = Finite(optimizerState.Save().Concat(MovingWeights()).ToDictionary(StringComparer.Ordinal)),
        Probe = new Probe(data.Test.Images[..(probe.Count * DatasetFolder.Pixels)].ToArray(), probe.Logits(answering), probe.Count),
    };

    private IEnumerable<KeyValuePair<string, TensorData>> MovingWeights() => answering == network
        ? []
        : network.Weights().Select(weight => KeyValuePair.Create(TrainingState.MovingName(weight.Key), weight.Value));

    // a step too far may leave numbers that no checkpoint holds before any loss tells of them
    private IReadOnlyDictionary<string, TensorData> Finite(IReadOnlyDictionary<string, TensorData> tensors)
    {
        foreach (var (name, tensor) in tensors)
        {
            foreach (var value in tensor.Floats)
            {
                if (!float.IsFinite(value))
                {
                    throw Divergence.Of($"'{name}' holds {value} after step {loop.Step} (epoch {loop.Epoch + 1})");
                }
            }
        }

        return tensors;
    }
}
