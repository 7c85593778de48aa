using System.Text;

namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>The report as comma-separated values (RFC 4180), with digits that read back to the same numbers.</summary>
internal static class CsvReport
{
    private static readonly string[] Parts = ["", "_sd", "_n", "_difference", "_difference_low", "_difference_high"];

    /// <summary>A row a schedule: of each measure mean, standard deviation, count, and the difference from the baseline with its interval.</summary>
    public static string OfSchedules(ComparisonReport report)
    {
        var measures = Measure.All(report.Plan.Target);
        var columns = measures.SelectMany(measure => Parts.Select(part => measure.Name + part));
        var csv = new StringBuilder();
        Append(csv, ["schedule", "runs", "diverged", .. columns]);
        foreach (var schedule in report.Schedules)
        {
            Append(csv, [schedule.Name, schedule.Runs.Count, schedule.Diverged, .. measures.SelectMany(measure => Cells(schedule.Measures[measure.Name]))]);
        }

        return csv.ToString();
    }

    /// <summary>A row a run.</summary>
    public static string OfRuns(ComparisonReport report)
    {
        var measures = Measure.All(report.Plan.Target);
        var csv = new StringBuilder();
        Append(csv, ["schedule", "seed", "outcome", "epochs", "steps", "best_epoch", .. measures.Select(measure => measure.Name)]);
        foreach (var schedule in report.Schedules)
        {
            foreach (var (seed, run) in schedule.Runs)
            {
                var outcome = run.Diverged is null ? "done" : "diverged";
                Append(csv, [schedule.Name, seed, outcome, run.Epochs.Count, run.Steps, run.Best?.Epoch, .. measures.Select(measure => (object?)measure.Of(run))]);
            }
        }

        return csv.ToString();
    }

    private static object?[] Cells(MeasureReport measure) =>
    [
        measure.Spread?.Mean, measure.Spread?.StandardDeviation, measure.Spread?.Count ?? 0,
        measure.Difference?.Mean, measure.Difference?.Low, measure.Difference?.High,
    ];

    private static void Append(StringBuilder csv, IEnumerable<object?> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append('\n');

    private static string Cell(object? value)
    {
        var text = FormattableString.Invariant($"{value}");
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
