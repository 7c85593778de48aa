using Toolchain.Contracts.Checkpoints;
using Toolchain.Trainer.Comparisons.Statistics;

namespace Toolchain.Trainer.Comparisons;

/// <summary>What came of one run of a comparison: everything that its reports need, and no clock.</summary>
/// <param name="Diverged">Why the training could not go on; absent when it was carried out.</param>
/// <param name="Steps">Updates done.</param>
/// <param name="StepsPerEpoch">Updates of an epoch.</param>
/// <param name="Epochs">The epochs completed.</param>
/// <param name="Points">Every validation, in order: the ends of epochs, and those between if they were asked for.</param>
/// <param name="Final">The network as it ended, on the test set; absent when it diverged.</param>
/// <param name="Best">The network after the epoch that validated best, on the test set; absent when it diverged.</param>
internal sealed record RunOutcome(
    string? Diverged, long Steps, int StepsPerEpoch, IReadOnlyList<EpochMetrics> Epochs, IReadOnlyList<ValidationPoint> Points, TestScore? Final, TestScore? Best)
{
    private const int LastEpochs = 5;

    /// <summary>How much the validation loss still moved: its standard deviation over the last five epochs. A calm training ends with a small one.</summary>
    public double? Unrest() => Diverged is null ? Spread.Of(Epochs.TakeLast(LastEpochs).Select(epoch => epoch.ValLoss))?.StandardDeviation : null;

    /// <summary>The step of the first validation with at least this accuracy; null if there was none.</summary>
    public long? StepsTo(double accuracy) => Points.FirstOrDefault(point => point.Accuracy >= accuracy)?.Step;
}

/// <summary>A validation during a training.</summary>
/// <param name="Step">Updates done by then.</param>
/// <param name="Loss">Mean cross-entropy on the validation samples.</param>
/// <param name="Accuracy">Share of correct answers on them.</param>
internal sealed record ValidationPoint(long Step, double Loss, double Accuracy);

/// <summary>A network measured on the test set.</summary>
/// <param name="Epoch">After which epoch.</param>
/// <param name="Correct">Correct answers.</param>
/// <param name="Total">Test samples.</param>
/// <param name="Loss">Mean cross-entropy.</param>
internal sealed record TestScore(int Epoch, int Correct, int Total, double Loss)
{
    /// <summary>Share of correct answers.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Accuracy => (double)Correct / Total;
}
