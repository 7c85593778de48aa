using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Comparisons.Reports;
using Toolchain.Trainer.Libtorch;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Comparisons;

/// <summary>One process's share of a comparison: carries out the runs that are left, several at once, all on one data set in memory.</summary>
/// <param name="plan">The comparison.</param>
/// <param name="folder">Its folder.</param>
/// <param name="data">What it is done on.</param>
/// <param name="dataFolder">Where that came from.</param>
/// <param name="jobs">Runs at once.</param>
internal sealed class ComparisonSession(ComparisonPlan plan, ComparisonFolder folder, Dataset data, string dataFolder, int jobs)
{
    private readonly TimeProvider clock = TimeProvider.System;

    /// <summary>Carries out what is left and writes the reports.</summary>
    /// <returns>The report; null when it was asked to stop before.</returns>
    /// <exception cref="ToolException">Some runs failed; the others are kept.</exception>
    public ComparisonReport? Run(ComparisonProgress progress, CancellationToken stop)
    {
        folder.RemoveLeftovers();
        var earlier = folder.ReadFacts()?.Seconds ?? [];
        var facts = new ComparisonFacts(RunFacts.Now(clock, dataFolder), jobs, earlier);
        folder.WriteFacts(facts);
        var runs = folder.RunsOf(plan);
        ComparedRun[] left = [.. runs.Where(run => !run.Recall())];
        var began = clock.GetTimestamp();
        if (left.Length > 0)
        {
            LibtorchLoader.Load();
            progress.Follow(plan, runs, left, () => CarryOut(left, progress, stop));
        }

        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        folder.WriteFacts(facts with { Seconds = left.Length == 0 ? earlier : [.. earlier, Math.Round(seconds, 3)] });
        RequireNoFault(runs);
        if (runs.Any(run => run.Outcome is null))
        {
            progress.Stopped(runs, folder);
            return null;
        }

        progress.Done(runs, left.Length, seconds);
        var report = ComparisonReport.Of(plan, (schedule, seed) => runs[(seed * plan.Schedules.Count) + schedule].Outcome!);
        ReportFiles.Write(report, folder);
        return report;
    }

    private void CarryOut(ComparedRun[] runs, ComparisonProgress progress, CancellationToken stop)
    {
        var taken = -1;
        // threads of their own: libtorch keeps state by thread, and a run occupies one for minutes
        Thread[] workers = [.. Enumerable.Range(0, Math.Min(jobs, runs.Length)).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested && Interlocked.Increment(ref taken) is var next && next < runs.Length)
            {
                runs[next].CarryOut(data, dataFolder, stop);
                progress.Ended(runs[next]);
            }
        }))];
        foreach (var worker in workers)
        {
            worker.Start();
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }
    }

    private void RequireNoFault(IReadOnlyList<ComparedRun> runs)
    {
        ComparedRun[] failed = [.. runs.Where(run => run.Fault is not null)];
        switch (failed.FirstOrDefault()?.Fault)
        {
            case null:
                return;
            case ToolException fault:
                throw new ToolException(
                    fault.Code,
                    $"{failed.Length} of {runs.Count} runs failed; the first, {failed[0].Schedule.Name} with seed {failed[0].Seed}: {fault.Found}",
                    fault.Expected,
                    $"{fault.Next}; then go on with 'trainer compare --resume {folder.Path}': the other runs are kept",
                    fault);
            case var bug:
                throw new InvalidOperationException($"{failed.Length} of {runs.Count} runs failed; the first, {failed[0].Schedule.Name} with seed {failed[0].Seed}", bug);
        }
    }
}
