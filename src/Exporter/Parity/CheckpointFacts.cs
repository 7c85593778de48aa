using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;

namespace Toolchain.Exporter.Parity;

/// <summary>What a checkpoint says of its own weights.</summary>
internal static class CheckpointFacts
{
    /// <summary>Whether the last row of metrics was measured on these weights, and not on those some updates ago.</summary>
    public static bool EndsAnEpoch(this Checkpoint checkpoint) => checkpoint.Metrics.Count > 0 && checkpoint.Progress.StepInEpoch == 0;

    /// <summary>The quality of these weights, when it was measured.</summary>
    public static ModelMetrics? Quality(this Checkpoint checkpoint)
    {
        if (!checkpoint.EndsAnEpoch())
        {
            return null;
        }

        var last = checkpoint.Metrics[^1];
        return new ModelMetrics(
            Dataset: checkpoint.Data.Name,
            Split: checkpoint.Plan.Validation.ToString(),
            Correct: last.ValCorrect,
            Total: last.ValTotal,
            Accuracy: last.ValAccuracy,
            Loss: last.ValLoss,
            Epochs: last.Epoch,
            FinalRate: last.RateApplied);
    }
}
