namespace Toolchain.Contracts.Checkpoints;

/// <summary>Where a training stands; resuming from here gives the bits of a training that never stopped.</summary>
public sealed record Progress
{
    /// <summary>Epochs completed.</summary>
    public required int Epoch { get; init; }

    /// <summary>Updates done in the epoch under way; 0 at the end of an epoch.</summary>
    public required int StepInEpoch { get; init; }

    /// <summary>Updates done in all.</summary>
    public required long Step { get; init; }

    /// <summary>The rate of the last update done: what the reference's log calls lr. Absent before the first.</summary>
    public double? RateApplied { get; init; }

    /// <summary>The rate of the next update: what Keras 3 logs.</summary>
    public required double RateNext { get; init; }

    /// <summary>Sum of the sample losses of the epoch under way.</summary>
    public required double LossSum { get; init; }

    /// <summary>Correct answers in the epoch under way, each before the update that saw it.</summary>
    public required int Correct { get; init; }
}

/// <summary>What an epoch came to; no clock in it, so that equal trainings have equal metrics.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Loss">Mean cross-entropy of the training samples, each before the update that saw it.</param>
/// <param name="Accuracy">Share of correct answers on them, likewise.</param>
/// <param name="ValLoss">Mean cross-entropy on the validation samples after the epoch.</param>
/// <param name="ValAccuracy">Share of correct answers on them.</param>
/// <param name="ValCorrect">The same as a count.</param>
/// <param name="ValTotal">Number of validation samples.</param>
/// <param name="RateApplied">Rate of the epoch's last update.</param>
/// <param name="RateNext">Rate of the update after it.</param>
public sealed record EpochMetrics(
    int Epoch, double Loss, double Accuracy, double ValLoss, double ValAccuracy, int ValCorrect, int ValTotal, double RateApplied, double RateNext);
