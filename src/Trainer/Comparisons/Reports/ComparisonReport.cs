using System.Text.Json;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Comparisons.Statistics;

namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>What a comparison came to: a pure function of its plan and the outcomes of its runs, without clock or path.</summary>
/// <param name="Command">The command that gives it.</param>
/// <param name="Plan">What was compared.</param>
/// <param name="Schedules">What each schedule came to.</param>
internal sealed record ComparisonReport(string Command, ComparisonPlan Plan, IReadOnlyList<ScheduleReport> Schedules)
{
    /// <summary>Draws the sums.</summary>
    /// <param name="plan">What was compared.</param>
    /// <param name="outcomes">The outcome of each schedule and seed, by position in the plan.</param>
    public static ComparisonReport Of(ComparisonPlan plan, Func<int, int, RunOutcome> outcomes)
    {
        RunOutcome[][] runs = [.. plan.Schedules.Select((_, schedule) => plan.Seeds.Select((_, seed) => outcomes(schedule, seed)).ToArray())];
        return new ComparisonReport(plan.Command, plan, [.. plan.Schedules.Select((compared, schedule) => new ScheduleReport(
            compared.Name,
            compared.Schedule,
            Measure.All(plan.Target).ToDictionary(measure => measure.Name, measure => new MeasureReport(
                Spread.Of(runs[schedule].Select(measure.Of).OfType<double>()),
                schedule == plan.Baseline ? null : PairedDifference.Of(runs[schedule].Select(measure.Of), runs[plan.Baseline].Select(measure.Of)))),
            [.. plan.Seeds.Select((seed, place) => new SeedReport(seed, runs[schedule][place]))]))]);
    }

    /// <summary>The JSON form.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Readable.ComparisonReport) + "\n";
}

/// <summary>What one schedule came to.</summary>
/// <param name="Name">The name of its row.</param>
/// <param name="Schedule">What it is.</param>
/// <param name="Measures">By name of the measure, over the seeds.</param>
/// <param name="Runs">Seed by seed.</param>
internal sealed record ScheduleReport(string Name, Schedule Schedule, IReadOnlyDictionary<string, MeasureReport> Measures, IReadOnlyList<SeedReport> Runs)
{
    /// <summary>Runs that could not be carried out, since their loss was no longer finite.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Diverged => Runs.Count(run => run.Outcome.Diverged is not null);
}

/// <summary>One measure of one schedule.</summary>
/// <param name="Spread">Over the runs that have it; absent when none has.</param>
/// <param name="Difference">From the baseline; absent for the baseline itself, and where no seed has both.</param>
internal sealed record MeasureReport(Spread? Spread, PairedDifference? Difference);

/// <summary>One run.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record SeedReport(ulong Seed, RunOutcome Outcome);
