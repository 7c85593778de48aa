using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Trainer.Runs;
using Toolchain.Trainer.Runs.Folder;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Comparisons;

/// <summary>Follows a run of a comparison: validates inside epochs where asked, and keeps what the comparison wants to know.</summary>
/// <param name="log">Where the validations inside epochs go.</param>
/// <param name="evaluateEvery">Steps between them; null: none.</param>
internal sealed class RunWatch(ValidationLog log, int? evaluateEvery) : IRunReport
{
    private TrainingLoop? loop;
    private long step;
    private double accuracy = double.NaN;

    /// <summary>Updates done; may be read while the run goes on.</summary>
    public long StepsDone => Interlocked.Read(ref step);

    /// <summary>The last validation accuracy, NaN before the first; may be read while the run goes on.</summary>
    public double Accuracy => Volatile.Read(ref accuracy);

    /// <summary>Updates of an epoch; 0 before the run begins.</summary>
    public int StepsPerEpoch => loop?.StepsPerEpoch ?? 0;

    /// <summary>The epochs completed.</summary>
    public IReadOnlyList<EpochMetrics> Epochs => loop is null ? [] : loop.Metrics;

    /// <summary>Every validation, in order.</summary>
    public IReadOnlyList<ValidationPoint> Points =>
        [.. log.Points.Concat(Epochs.Select(epoch => new ValidationPoint((long)epoch.Epoch * StepsPerEpoch, epoch.ValLoss, epoch.ValAccuracy))).OrderBy(point => point.Step)];

    /// <summary>The network at the end, on the test set.</summary>
    public TestScore? Final { get; private set; }

    /// <summary>Whether epochs are validated on the test set.</summary>
    public bool ValidatedOnTest { get; private set; }

    /// <inheritdoc/>
    public void Begin(Experiment experiment, Dataset data, TrainingLoop loop)
    {
        this.loop = loop;
        ValidatedOnTest = experiment.Plan.Validation.HeldOut == 0;
        Interlocked.Exchange(ref step, loop.Step);
        Volatile.Write(ref accuracy, loop.Metrics.Count == 0 ? double.NaN : loop.Metrics[^1].ValAccuracy);
    }

    /// <inheritdoc/>
    public void Step(TrainingLoop loop)
    {
        Interlocked.Exchange(ref step, loop.Step);
        if (evaluateEvery is { } every && loop.Step % every == 0 && loop.StepInEpoch < loop.StepsPerEpoch)
        {
            var measured = loop.Validate();
            log.Add(new ValidationPoint(loop.Step, measured.LossSum / loop.ValidationCount, (double)measured.Correct / loop.ValidationCount));
            Volatile.Write(ref accuracy, log.Points[^1].Accuracy);
        }
    }

    /// <inheritdoc/>
    public void Epoch(EpochMetrics epoch, double seconds) => Volatile.Write(ref accuracy, epoch.ValAccuracy);

    /// <inheritdoc/>
    public void Done(TrainingLoop loop, RunFolder folder, BatchResult test, int total) => Final = new TestScore(loop.Epoch, test.Correct, total, test.LossSum / total);

    /// <inheritdoc/>
    public void Interrupted(TrainingLoop loop, RunFolder folder)
    {
    }
}
