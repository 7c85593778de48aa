using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Training;

/// <summary>Which step carries out a plan, and why.</summary>
internal static class StepChoice
{
    /// <summary>Take the fused step where it applies.</summary>
    public const string Auto = "auto";

    /// <summary>Any network, in TorchSharp.</summary>
    public const string Autograd = "autograd";

    /// <summary>Our own kernels.</summary>
    public const string Fused = "fused";

    /// <summary>The kind for what a user asked for.</summary>
    /// <exception cref="ToolException">The fused step was asked for where it does not apply (exit 2).</exception>
    public static StepKind Resolve(string asked, NetworkSpec network, TrainingPlan plan)
    {
        var obstacle = FusedStep.Obstacle(network, plan);
        return (asked, obstacle) switch
        {
            (Autograd, _) => StepKind.Autograd,
            (_, null) => StepKind.Fused,
            (Fused, _) => throw ToolException.WrongUsage(
                $"--step {Fused}, but {obstacle}",
                "Flatten, then Linear layers with ReLU between them, trained by stochastic gradient descent",
                $"use --step {Auto} or --step {Autograd}"),
            _ => StepKind.Autograd,
        };
    }

    /// <summary>A plan's kind as written on a command line.</summary>
    public static string Write(StepKind kind) => kind == StepKind.Fused ? Fused : Autograd;

    /// <summary>Why a plan has the step it has, for the user.</summary>
    public static string Reason(NetworkSpec network, TrainingPlan plan) => plan.Step == StepKind.Fused
        ? "dense layers with ReLU, stochastic gradient descent"
        : FusedStep.Obstacle(network, plan) ?? "as the plan asks; the fused step would apply";
}
