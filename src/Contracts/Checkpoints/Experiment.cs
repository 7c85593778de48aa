using Toolchain.Contracts.Networks;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>What is trained, and how: the content of a run's <c>plan.json</c>.</summary>
/// <param name="Network">What.</param>
/// <param name="Plan">How.</param>
public sealed record Experiment(NetworkSpec Network, TrainingPlan Plan);
