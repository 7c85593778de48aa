using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Schedules;

/// <summary>What a schedule says of some steps, without training.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Steps">The steps, rising.</param>
/// <param name="Measured">What is taken as measured meanwhile.</param>
internal sealed record RateCourse(Schedule Schedule, IReadOnlyList<long> Steps, IReadOnlyList<Measured> Measured)
{
    /// <summary>What holds for each step, in order.</summary>
    public IEnumerable<(long Step, Pace Pace)> Rows => Steps.Select(step => (step, Schedule.At(step, Measured)));

    /// <summary>All steps from 0 to before <paramref name="count"/>.</summary>
    public static RateCourse Of(Schedule schedule, int count) => new(schedule, new Steps(count, Stride: 1), []);

    /// <summary>The steps that follow the measurement of a metric at the end of each epoch.</summary>
    /// <param name="schedule">A schedule that goes by measurements.</param>
    /// <param name="metrics">One number an epoch, whatever the schedule watches.</param>
    /// <param name="stepsPerEpoch">Updates of an epoch.</param>
    public static RateCourse After(Schedule schedule, IReadOnlyList<double> metrics, long stepsPerEpoch)
    {
        Measured[] measured = [.. metrics.Select((metric, epoch) => new Measured((epoch + 1) * stepsPerEpoch, metric, metric, metric))];
        return new(schedule, [.. measured.Select(epoch => epoch.Step)], measured);
    }

    /// <summary>At most <paramref name="most"/> of the rows, evenly spread, the first and the last among them.</summary>
    public IReadOnlyList<(long Step, Pace Pace)> Spread(int most)
    {
        var count = Math.Min(most, Steps.Count);
        return [.. Enumerable.Range(0, count).Select(i => Steps[(int)(count == 1 ? 0 : (long)i * (Steps.Count - 1) / (count - 1))]).Select(step => (step, Schedule.At(step, Measured)))];
    }
}
