using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;

namespace Toolchain.Trainer.Training;

/// <summary>Who is told how the loop gets on.</summary>
internal interface ITrainingObserver
{
    /// <summary>An update is done.</summary>
    void StepDone(TrainingLoop loop);

    /// <summary>An epoch is done and measured.</summary>
    void EpochDone(TrainingLoop loop, EpochMetrics epoch);
}

/// <summary>The training loop: epochs of steps, at the rate that the schedule gives, each epoch followed by validation.</summary>
internal sealed class TrainingLoop
{
    private readonly TrainingPlan plan;
    private readonly SampleOrder order;
    private readonly ITrainingStep step;
    private readonly Evaluation validation;
    private readonly TorchNetwork network;
    private readonly List<EpochMetrics> metrics;
    private readonly List<Measured> measured;
    private BatchResult epochSoFar;

    /// <summary>Takes a training up where a checkpoint left it; without one it begins.</summary>
    public TrainingLoop(TrainingPlan plan, SampleOrder order, TorchNetwork network, ITrainingStep step, Evaluation validation, Checkpoint? from = null)
    {
        (this.plan, this.order, this.network, this.step, this.validation) = (plan, order, network, step, validation);
        metrics = [.. from?.Metrics ?? []];
        measured = [.. metrics.Select(epoch => Measure(epoch, (long)epoch.Epoch * order.StepsPerEpoch))];
        if (from?.Progress is { } progress)
        {
            (Epoch, StepInEpoch, Step) = (progress.Epoch, progress.StepInEpoch, progress.Step);
            epochSoFar = new BatchResult(progress.LossSum, progress.Correct);
        }
    }

    /// <summary>Epochs completed.</summary>
    public int Epoch { get; private set; }

    /// <summary>Updates done in the epoch under way.</summary>
    public int StepInEpoch { get; private set; }

    /// <summary>Updates done in all.</summary>
    public long Step { get; private set; }

    /// <summary>Updates of an epoch.</summary>
    public int StepsPerEpoch => order.StepsPerEpoch;

    /// <summary>Number of validation samples.</summary>
    public int ValidationCount => validation.Count;

    /// <summary>Whether the plan is carried out.</summary>
    public bool IsDone => Epoch >= plan.Epochs || EndedEarly is not null;

    /// <summary>The epochs completed.</summary>
    public IReadOnlyList<EpochMetrics> Metrics => metrics;

    /// <summary>How the plan's early stop has ended the training, if it has.</summary>
    public EarlyEnd? EndedEarly => plan.EarlyStop?.EndOf(metrics);

    /// <summary>Mean training loss of the epoch under way, in nats.</summary>
    public double LossSoFar => StepInEpoch == 0 ? 0 : epochSoFar.LossSum / Math.Min((long)StepInEpoch * plan.BatchSize, order.Count);

    /// <summary>Rate of the last update, if there was one.</summary>
    public double? RateApplied => Step == 0 ? null : PaceAt(Step - 1).Rate;

    /// <summary>Where the training stands, as a checkpoint keeps it.</summary>
    public Progress Progress => new()
    {
        Epoch = Epoch,
        StepInEpoch = StepInEpoch,
        Step = Step,
        RateApplied = RateApplied,
        RateNext = PaceAt(Step).Rate,
        LossSum = epochSoFar.LossSum,
        Correct = epochSoFar.Correct,
    };

    /// <summary>Trains until the plan is carried out, or <paramref name="stop"/> asks to stop, at the next step boundary.</summary>
    /// <returns>Whether the plan is carried out.</returns>
    /// <exception cref="Contracts.Programs.ToolException">The loss is no longer finite (exit 1).</exception>
    public bool Run(ITrainingObserver observer, CancellationToken stop)
    {
        while (!IsDone)
        {
            var samples = order.OfEpoch(Epoch);
            while (StepInEpoch < StepsPerEpoch)
            {
                if (stop.IsCancellationRequested)
                {
                    return false;
                }

                Update(samples);
                observer.StepDone(this);
            }

            observer.EpochDone(this, CloseEpoch());
        }

        return true;
    }

    /// <summary>How the network does on the validation samples as it is now.</summary>
    /// <exception cref="Contracts.Programs.ToolException">The loss is no longer finite (exit 1).</exception>
    public BatchResult Validate()
    {
        var result = validation.Measure(network);
        return double.IsFinite(result.LossSum) ? result : throw Divergence.Of($"the validation loss after step {Step - 1} (epoch {Epoch + 1}) is {result.LossSum}");
    }

    private void Update(int[] samples)
    {
        var begin = (int)((long)StepInEpoch * plan.BatchSize);
        var rest = samples.AsSpan(begin);
        var batch = rest[..Math.Min(plan.BatchSize, rest.Length)];
        rest = rest[batch.Length..];
        var pace = PaceAt(Step);
        step.Expect(rest[..Math.Min(plan.BatchSize, rest.Length)]);
        var result = step.Run(batch, new StepPlace(Epoch, Step), pace);
        if (!double.IsFinite(result.LossSum))
        {
            throw Divergence.Of($"the loss of step {Step} (epoch {Epoch + 1}) is {result.LossSum}, at a rate of {pace.Rate}");
        }

        epochSoFar += result;
        StepInEpoch++;
        Step++;
    }

    private EpochMetrics CloseEpoch()
    {
        var validated = Validate();
        var epoch = new EpochMetrics(
            Epoch + 1,
            epochSoFar.LossSum / order.Count,
            (double)epochSoFar.Correct / order.Count,
            validated.LossSum / validation.Count,
            (double)validated.Correct / validation.Count,
            validated.Correct,
            validation.Count,
            PaceAt(Step - 1).Rate,
            RateNext: 0);
        // a schedule that waits for a plateau may answer to what has just been measured
        measured.Add(Measure(epoch, Step));
        epoch = epoch with { RateNext = PaceAt(Step).Rate };
        metrics.Add(epoch);
        Epoch++;
        StepInEpoch = 0;
        epochSoFar = default;
        return epoch;
    }

    // an epoch's last update was made before the epoch was measured
    private Pace PaceAt(long step) => plan.Schedule.At(step, measured);

    /// <summary>What a schedule may go by, of an epoch's metrics.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="step">Updates done at its end.</param>
    public static Measured Measure(EpochMetrics epoch, long step) => new(step, epoch.Loss, epoch.ValLoss, epoch.ValAccuracy);
}
