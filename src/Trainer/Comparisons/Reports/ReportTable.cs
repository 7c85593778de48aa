namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>A table of a report as texts: the terminal and the Markdown file show the same.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">A row a schedule.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Marks a difference whose interval leaves out 0.</summary>
    private const string Clear = " *";
    private const string Nothing = "–";
    private static readonly string[] Foremost = ["final_accuracy", "best_accuracy", Measure.StepsToTarget];

    /// <summary>Mean ± standard deviation over the seeds.</summary>
    /// <param name="report">What is told.</param>
    /// <param name="everything">All measures, or those that fit on a screen.</param>
    public static ReportTable OfMeans(ComparisonReport report, bool everything)
    {
        var measures = Shown(report, everything);
        return new ReportTable(
            "mean ± standard deviation over the seeds",
            ["schedule", "runs", .. measures.Select(measure => measure.Title)],
            [.. report.Schedules.Select(schedule => (IReadOnlyList<string>)[schedule.Name, Runs(schedule), .. measures.Select(measure => Mean(measure, schedule))])]);
    }

    /// <summary>Paired differences from the baseline.</summary>
    /// <param name="report">What is told.</param>
    /// <param name="everything">All measures, or those that fit on a screen.</param>
    public static ReportTable OfDifferences(ComparisonReport report, bool everything)
    {
        var measures = Shown(report, everything);
        return new ReportTable(
            $"difference from {report.Schedules[report.Plan.Baseline].Name}, seed by seed: mean (95 % interval); * the interval leaves out 0",
            ["schedule", .. measures.Select(measure => measure.Title)],
            [.. report.Schedules.Where((_, place) => place != report.Plan.Baseline).Select(schedule => (IReadOnlyList<string>)[schedule.Name, .. measures.Select(measure => Difference(measure, schedule))])]);
    }

    private static Measure[] Shown(ComparisonReport report, bool everything) =>
        [.. Measure.All(report.Plan.Target).Where(measure => everything || Foremost.Contains(measure.Name))];

    private static string Runs(ScheduleReport schedule) =>
        schedule.Diverged == 0 ? $"{schedule.Runs.Count}" : $"{schedule.Runs.Count}, {schedule.Diverged} diverged";

    private static string Mean(Measure measure, ScheduleReport schedule)
    {
        if (schedule.Measures[measure.Name].Spread is not { } spread)
        {
            return measure.Name == Measure.StepsToTarget && schedule.Diverged < schedule.Runs.Count ? "never" : Nothing;
        }

        var some = spread.Count < schedule.Runs.Count - schedule.Diverged ? $" ({spread.Count} of {schedule.Runs.Count - schedule.Diverged})" : "";
        return measure.Text(spread.Mean) + (spread.StandardDeviation is { } deviation ? $" ± {measure.Text(deviation)}" : "") + some;
    }

    private static string Difference(Measure measure, ScheduleReport schedule) => schedule.Measures[measure.Name].Difference switch
    {
        null => Nothing,
        { Low: { } low, High: { } high } difference => $"{measure.Signed(difference.Mean)} ({measure.Signed(low)} to {measure.Signed(high)}){(difference.IsClear ? Clear : "")}",
        { } difference => $"{measure.Signed(difference.Mean)} (one seed)",
    };
}
