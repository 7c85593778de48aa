using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Samples;

/// <summary>Which training samples a plan sets aside: a pure function of the plan, so that whoever has plan and data can measure on what the training never saw.</summary>
/// <param name="HeldOut">Samples set aside, in the order of the file.</param>
/// <param name="Trained">All others, in the order of the file.</param>
public sealed record SampleDivision(int[] HeldOut, int[] Trained)
{
    /// <summary>Divides <paramref name="count"/> training samples as the plan says.</summary>
    public static SampleDivision Of(TrainingPlan plan, int count)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int[] all = [.. Enumerable.Range(0, count)];
        if (plan.Validation.HeldOut == 0)
        {
            return new([], all);
        }

        new RandomNumbers(plan.Seed, Purpose.Holdout, 0).Shuffle(all);
        var (heldOut, trained) = (all[..plan.Validation.HeldOut], all[plan.Validation.HeldOut..]);
        Array.Sort(heldOut);
        Array.Sort(trained);
        return new(heldOut, trained);
    }
}
