using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Comparisons.Statistics;
using Toolchain.Trainer.Plots;

namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>The runs' curves: a line for the mean over the seeds, a band of a standard deviation on both sides.</summary>
internal static class CurvePlot
{
    private const int LongestLabel = 40;
    private const int RatePoints = 500;

    /// <summary>Validation accuracy, validation loss and rate over the steps.</summary>
    public static Figure Of(ComparisonReport report)
    {
        var where = report.Plan.Plan.Validation.HeldOut == 0 ? "test" : "validation";
        return new Figure(
            new Panel($"{report.Plan.Seeds.Count} seed{(report.Plan.Seeds.Count == 1 ? "" : "s")}: mean ± standard deviation", "step", $"{where} error (1 − accuracy)")
            {
                Curves = [.. report.Schedules.Select(schedule => Curve(schedule, run => run.Points.Select(point => (point.Step, 1 - point.Accuracy))))],
                CountX = true,
                LogY = true,
            },
            new Panel("", "step", $"{where} loss")
            {
                Curves = [.. report.Schedules.Select(schedule => Curve(schedule, run => run.Points.Select(point => (point.Step, point.Loss))))],
                CountX = true,
                LogY = true,
            },
            new Panel("", "step", "learning rate")
            {
                Curves = [.. report.Schedules.Select(schedule => Curve(schedule, run => Rates(schedule.Schedule, run)))],
                CountX = true,
            });
    }

    private static IEnumerable<(long Step, double Rate)> Rates(Schedule schedule, RunOutcome run)
    {
        Measured[] measured = [.. run.Epochs.Select(epoch => new Measured((long)epoch.Epoch * run.StepsPerEpoch, epoch.Loss, epoch.ValLoss, epoch.ValAccuracy))];
        var stride = Math.Max(1, run.Steps / RatePoints);
        for (var step = 0L; step < run.Steps; step += stride)
        {
            yield return (step, schedule.At(step, measured).Rate);
        }
    }

    // a schedule whose runs all diverged at once has no point, but keeps its place in the legend
    private static Curve Curve(ScheduleReport schedule, Func<RunOutcome, IEnumerable<(long Step, double Value)>> values)
    {
        var points = schedule.Runs.SelectMany(run => values(run.Outcome))
            .GroupBy(point => point.Step)
            .OrderBy(group => group.Key)
            .Select(group => (Step: (double)group.Key, Spread: Spread.Of(group.Select(point => point.Value))!))
            .ToArray();
        return new Curve(Label(schedule.Name), [.. points.Select(point => point.Step)], [.. points.Select(point => point.Spread.Mean)])
        {
            Band = [.. points.Select(point => (point.Spread.Mean - (point.Spread.StandardDeviation ?? 0), point.Spread.Mean + (point.Spread.StandardDeviation ?? 0)))],
        };
    }

    private static string Label(string name) => name.Length <= LongestLabel ? name : $"{name[..(LongestLabel - 1)]}…";
}
