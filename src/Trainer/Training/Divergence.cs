using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Training;

/// <summary>A training whose numbers are no longer finite: it ends, and what was saved before stays.</summary>
internal static class Divergence
{
    /// <summary>The fault that ends it (exit 1).</summary>
    /// <param name="found">What is not finite, and where.</param>
    public static ToolException Of(string found) => new(
        ExitCode.CheckFailed,
        $"the training diverged: {found}",
        "finite numbers",
        "train again with a lower --rate or another --schedule; the last checkpoint is from before");

    /// <summary>Refuses to save what no reader would take: a step too far may leave such numbers before any loss tells of them.</summary>
    public static void RequireFinite(Checkpoint checkpoint)
    {
        foreach (var (name, tensor) in checkpoint.Weights.Concat(checkpoint.State))
        {
            RequireFinite($"'{name}'", tensor.Floats, checkpoint.Progress);
        }

        RequireFinite("an answer to the probe", checkpoint.Probe.Logits, checkpoint.Progress);
    }

    private static void RequireFinite(string what, ReadOnlySpan<float> values, Progress progress)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                throw Of($"{what} is {value} after {progress.Step} steps");
            }
        }
    }
}
