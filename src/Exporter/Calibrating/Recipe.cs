using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Exporter.Calibrating;

/// <summary>Whether two trainings are of one recipe, so that what one shows of its held-out images holds of the other.</summary>
internal static class Recipe
{
    /// <summary>What sets them apart, but for the samples held out, the seed, how updates are computed, and the steps of the schedule, which the number of samples decides.</summary>
    /// <returns>The first difference in words, or null.</returns>
    public static string? Difference(TrainedNetwork one, TrainedNetwork other)
    {
        if (one.Training is not { } left || other.Training is not { } right)
        {
            return "one of them holds no training";
        }

        return one.Network.ToJson() != other.Network.ToJson() ? "the networks differ"
            : !left.Data.SameContent(right.Data) ? "the data differ"
            : left.Plan.Schedule.GetType() != right.Plan.Schedule.GetType() ? "the schedules differ"
            : Comparable(left.Plan, right.Plan) != Comparable(right.Plan, right.Plan) ? "the plans differ"
            : null;
    }

    private static string Comparable(TrainingPlan plan, TrainingPlan pattern) => (plan with
    {
        Validation = pattern.Validation,
        Seed = pattern.Seed,
        Threads = pattern.Threads,
        Step = pattern.Step,
        Schedule = pattern.Schedule,
    }).ToJson();
}
