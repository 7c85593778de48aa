using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Comparisons.Statistics;

namespace Toolchain.Trainer.Comparisons;

/// <summary>Tells how a comparison gets on: one table that moves where a person watches, elsewhere a line a run.</summary>
internal sealed class ComparisonProgress(Terminal terminal)
{
    private const int MostColumns = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Lock telling = new();
    private IReadOnlyList<ComparedRun> runs = [];

    /// <summary>Says what is done, and follows the work until it ends.</summary>
    /// <param name="plan">The comparison.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="left">Those that are left to do.</param>
    /// <param name="work">Does them.</param>
    public void Follow(ComparisonPlan plan, IReadOnlyList<ComparedRun> runs, IReadOnlyList<ComparedRun> left, Action work)
    {
        this.runs = runs;
        terminal.Error.WriteLine(plan.Command);
        terminal.Error.WriteLine($"schedules: {plan.Schedules.Count}, seeds: {plan.Seeds.Count}, runs: {runs.Count}{(left.Count < runs.Count ? $", {runs.Count - left.Count} done before" : "")}; baseline {plan.Schedules[plan.Baseline].Name}");
        if (!terminal.ErrorIsInteractive)
        {
            work();
            return;
        }

        Screen.ForProgress(terminal).Live(Picture(plan)).AutoClear(true).Start(live =>
        {
            var worker = new Thread(() => work());
            worker.Start();
            while (!worker.Join(Pause))
            {
                live.UpdateTarget(Picture(plan));
            }
        });
    }

    /// <summary>A run has come to an end of some kind.</summary>
    public void Ended(ComparedRun run)
    {
        if (terminal.ErrorIsInteractive)
        {
            return;
        }

        lock (telling)
        {
            var done = runs.Count(one => one.Outcome is not null);
            var what = run.State switch
            {
                RunState.Done => $"test accuracy {run.Outcome!.Final!.Accuracy:0.0000}",
                RunState.Diverged => $"diverged after {run.Outcome!.Steps} steps",
                RunState.Failed => "failed",
                _ => $"stopped after {run.Watch?.StepsDone ?? 0} steps",
            };
            terminal.Error.WriteLine($"[{done}/{runs.Count}] {run.Schedule.Name} seed {run.Seed}: {what}");
        }
    }

    /// <summary>Every run is done.</summary>
    /// <param name="all">The runs.</param>
    /// <param name="now">How many of them this process did.</param>
    /// <param name="seconds">In which wall-clock time.</param>
    public void Done(IReadOnlyList<ComparedRun> all, int now, double seconds) => terminal.Error.WriteLine(now == 0
        ? $"all {all.Count} runs were done before"
        : $"{now} runs in {seconds:0.0} s: {seconds / now:0.00} s a run");

    /// <summary>It was asked to stop.</summary>
    public void Stopped(IReadOnlyList<ComparedRun> all, ComparisonFolder folder)
    {
        terminal.Error.WriteLine($"interrupted: {all.Count(run => run.Outcome is not null)} of {all.Count} runs are done, and those under way are saved");
        terminal.Error.WriteLine($"  next: trainer compare --resume {folder.Path}");
    }

    private Table Picture(ComparisonPlan plan)
    {
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumn("schedule");
        foreach (var column in new[] { "runs", "accuracy so far" })
        {
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        }

        string[] seeds = plan.Seeds.Count <= MostColumns ? [.. plan.Seeds.Select(seed => $"seed {seed}")] : ["seeds"];
        table.AddColumns([.. seeds.Select(seed => new TableColumn(seed) { Alignment = Justify.Right })]);
        foreach (var schedule in plan.Schedules)
        {
            ComparedRun[] row = [.. runs.Where(run => run.Schedule == schedule)];
            var known = Spread.Of(row.Select(Accuracy).Where(double.IsFinite));
            string[] states = seeds.Length == row.Length ? [.. row.Select(run => State(plan, run))] : [string.Concat(row.Select(Sign))];
            table.AddRow([Markup.Escape(schedule.Name), $"{row.Count(run => run.Outcome is not null)}/{row.Length}", known is null ? "" : $"{known.Mean:0.0000}", .. states]);
        }

        return table;
    }

    private static double Accuracy(ComparedRun run) => run.Outcome?.Final?.Accuracy ?? run.Watch?.Accuracy ?? double.NaN;

    private static string State(ComparisonPlan plan, ComparedRun run) => run.State switch
    {
        RunState.Waiting => "[grey]·[/]",
        RunState.Done => $"[green]{Accuracy(run):0.0000}[/]",
        RunState.Diverged => "[red]diverged[/]",
        RunState.Failed => "[red]failed[/]",
        _ when run.Watch is { StepsPerEpoch: > 0 } watch => $"{(double)watch.StepsDone / (watch.StepsPerEpoch * (long)plan.Plan.Epochs):0 %}",
        _ => "0 %",
    };

    // where the seeds are too many for columns
    private static string Sign(ComparedRun run) => run.State switch
    {
        RunState.Waiting => "[grey]·[/]",
        RunState.Done => "[green]█[/]",
        RunState.Diverged or RunState.Failed => "[red]×[/]",
        _ => "▒",
    };
}
