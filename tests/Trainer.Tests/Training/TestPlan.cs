using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Tests.Training;

/// <summary>Plans of which a test cares about the optimizer only.</summary>
internal static class TestPlan
{
    public static TrainingPlan Of(int batchSize, OptimizerSpec optimizer, Schedule? schedule = null, double labelSmoothing = 0) => new()
    {
        Epochs = 1,
        BatchSize = batchSize,
        Schedule = schedule ?? new Constant { Initial = 0.1f },
        Seed = 1,
        Threads = 1,
        Validation = Validation.OnTest,
        Shuffle = ShuffleMode.None,
        Optimizer = optimizer,
        LabelSmoothing = labelSmoothing,
    };
}
