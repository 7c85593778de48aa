using System.Text;

namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>The report for people, as a page with the command it comes from.</summary>
internal static class MarkdownReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What it tells.</param>
    /// <param name="picture">The file with the curves, as a relative link.</param>
    public static string Of(ComparisonReport report, string picture)
    {
        var plan = report.Plan;
        var where = plan.Plan.Validation.HeldOut == 0 ? "the test set" : $"{plan.Plan.Validation.HeldOut} training samples held out";
        var grain = plan.EvaluateEvery is { } steps ? $"every {steps} steps and after each epoch" : "after each epoch";
        var page = new StringBuilder();
        page.Append($"# {plan.Schedules.Count} learning-rate schedules, {plan.Seeds.Count} seed{(plan.Seeds.Count == 1 ? "" : "s")}\n\n");
        page.Append($"```sh\n{report.Command}\n```\n\n");
        page.Append($"Data: {plan.Data.Name}. Validated on {where}, {grain}; the steps are counted to a validation accuracy of {plan.Target}.\n");
        page.Append("*Final* is the network as it ended, *best* that of the epoch that validated best, both on the test set. ");
        page.Append("*Loss* is the mean cross-entropy, on the test set unless it says training; *unrest* the standard deviation of the validation loss over the last five epochs.\n\n");
        Append(page, ReportTable.OfMeans(report, everything: true));
        page.Append($"![mean and standard deviation of the curves]({picture})\n\n");
        if (plan.Schedules.Count > 1)
        {
            Append(page, ReportTable.OfDifferences(report, everything: true));
        }

        foreach (var (schedule, run) in report.Schedules.SelectMany(schedule => schedule.Runs.Where(run => run.Outcome.Diverged is not null).Select(run => (schedule, run))))
        {
            page.Append($"- {Escaped(schedule.Name)}, seed {run.Seed}: {run.Outcome.Diverged}\n");
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, ReportTable table)
    {
        page.Append($"{char.ToUpperInvariant(table.Title[0])}{Escaped(table.Title[1..])}:\n\n");
        page.Append($"| {string.Join(" | ", table.Columns)} |\n|{string.Concat(Enumerable.Repeat("---|", table.Columns.Count))}\n");
        foreach (var row in table.Rows)
        {
            page.Append($"| {string.Join(" | ", row.Select((cell, column) => column == 0 ? $"`{cell.Replace("|", "\\|", StringComparison.Ordinal)}`" : Escaped(cell)))} |\n");
        }

        page.Append('\n');
    }

    private static string Escaped(string text) => text.Replace("*", "\\*", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
}
