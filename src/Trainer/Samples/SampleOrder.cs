using Toolchain.Contracts.Checkpoints;

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
        var all = new int[count];
        for (var i = 0; i < count; i++)
        {
            all[i] = i;
        }

        if (plan.Validation.HeldOut == 0)
        {
            (trained, HeldOut) = (all, []);
            return;
        }

        Shuffle(all, new RandomStream(plan.Seed, Purpose.Holdout, 0));
        (HeldOut, trained) = (all[..plan.Validation.HeldOut], all[plan.Validation.HeldOut..]);
        Array.Sort(HeldOut);
        Array.Sort(trained);
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
            Shuffle(order, new RandomStream(plan.Seed, Purpose.Shuffling, epoch));
        }

        return order;
    }

    // Fisher and Yates, from the end
    private static void Shuffle(int[] values, RandomStream stream)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = stream.NextBelow(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
