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
}
