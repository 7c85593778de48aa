using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Samples;

namespace Toolchain.Trainer.Samples;

/// <summary>Which training samples an epoch takes, in which order: a pure function of plan and epoch.</summary>
internal sealed class SampleOrder
{
    private readonly TrainingPlan plan;
    private readonly int[] trained;

    /// <summary>Divides <paramref name="count"/> training samples as the plan says.</summary>
    public SampleOrder(TrainingPlan plan, int count)
    {
        this.plan = plan;
        (HeldOut, trained) = SampleDivision.Of(plan, count);
    }

    /// <summary>Samples set aside for validation, in the order of the file.</summary>
    public int[] HeldOut { get; }

    /// <summary>Samples of an epoch.</summary>
    public int Count => trained.Length;

    /// <summary>Updates of an epoch.</summary>
    public int StepsPerEpoch => StepsFor(Count, plan.BatchSize);

    /// <summary>Updates that <paramref name="count"/> samples need: the last one may have a smaller batch.</summary>
    public static int StepsFor(int count, int batchSize) => (int)(((long)count + batchSize - 1) / batchSize);

    /// <summary>The samples of an epoch (counted from 0), each exactly once.</summary>
    public int[] OfEpoch(int epoch)
    {
        var order = (int[])trained.Clone();
        if (plan.Shuffle == ShuffleMode.Epoch)
        {
            new RandomNumbers(plan.Seed, Purpose.Shuffling, epoch).Shuffle(order);
        }

        return order;
    }
}
