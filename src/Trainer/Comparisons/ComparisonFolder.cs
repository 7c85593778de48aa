using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Comparisons;

/// <summary>What depends on clock and machine, and so stays out of the results.</summary>
/// <param name="Machine">Of the latest process.</param>
/// <param name="Jobs">Runs it trained at once.</param>
/// <param name="Seconds">Wall-clock time of each process that took part, from its first run to its last.</param>
internal sealed record ComparisonFacts(RunFacts Machine, int Jobs, IReadOnlyList<double> Seconds);

/// <summary>The files of a comparison, this process's alone until it is disposed. The layout is in docs/formats.md.</summary>
internal sealed class ComparisonFolder : IDisposable
{
    private const string ReportFile = "comparison.json";
    private readonly RunLock alone;

    private ComparisonFolder(string path, RunLock alone) => (Path, this.alone) = (path, alone);

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>A row a schedule.</summary>
    public string Csv => In("comparison.csv");

    /// <summary>A row a run.</summary>
    public string RunsCsv => In("runs.csv");

    /// <summary>Everything, for programs. It is written last: where it is, the comparison is done.</summary>
    public string Report => In(ReportFile);

    /// <summary>The report for people.</summary>
    public string Markdown => In("comparison.md");

    /// <summary>The curves, less the extension.</summary>
    public string Curves => In("curves");

    private string FactsFile => In("run.json");

    /// <summary>The folder of a comparison that begins or goes on.</summary>
    /// <param name="path">The folder asked for; null: that of the same comparison when it was stopped under <c>runs</c>, else the next free number there.</param>
    /// <param name="plan">The comparison.</param>
    /// <exception cref="ToolException">The folder holds something else (exit 2); another process is at work on it (exit 75).</exception>
    public static ComparisonFolder For(string? path, ComparisonPlan plan)
    {
        path ??= Stopped(plan) ?? NewRun.NextFree();
        if (File.Exists(path) || (Directory.Exists(path) && !File.Exists(PlanIn(path)) && Directory.EnumerateFileSystemEntries(path).Any(entry => System.IO.Path.GetFileName(entry) != RunLock.FileName)))
        {
            throw ToolException.WrongUsage($"{path} exists already and is no comparison", "a folder that is new, empty, or of this comparison", "name another --output");
        }

        if (File.Exists(PlanIn(path)))
        {
            RequireSame(path, plan);
        }

        Disk.CreateFolder(path);
        var folder = new ComparisonFolder(path, RunLock.Take(path));
        if (!File.Exists(PlanIn(path)))
        {
            Disk.WriteText(PlanIn(path), plan.ToJson());
        }

        return folder;
    }

    /// <summary>Opens a comparison to go on with it.</summary>
    /// <exception cref="ToolException">It is none (exit 3); another process is at work on it (exit 75).</exception>
    public static ComparisonFolder Open(string path)
    {
        if (!File.Exists(PlanIn(path)))
        {
            throw ToolException.BadInput($"{PlanIn(path)} does not exist", "the folder of a comparison, as 'trainer compare' makes it", "check the path");
        }

        ReadPlan(path);
        return new ComparisonFolder(path, RunLock.Take(path));
    }

    /// <summary>The comparison.</summary>
    /// <exception cref="ToolException">The file is damaged or is no plan of a comparison (exit 3).</exception>
    public ComparisonPlan ReadPlan() => ReadPlan(Path);

    /// <summary>Removes what killed writes left.</summary>
    public void RemoveLeftovers()
    {
        foreach (var file in new[] { Csv, RunsCsv, Report, Markdown, $"{Curves}.png", $"{Curves}.svg", PlanIn(Path), FactsFile })
        {
            Disk.RemoveLeftovers(file);
        }
    }

    /// <summary>Its runs: all schedules of the first seed, then of the next, so that those that are compared end together.</summary>
    public IReadOnlyList<ComparedRun> RunsOf(ComparisonPlan plan) =>
        [.. plan.Seeds.SelectMany(seed => plan.Schedules.Select((schedule, place) =>
            new ComparedRun(plan, schedule, seed, System.IO.Path.Combine(Path, "runs", $"{place + 1}-{schedule.FolderName}", $"seed-{seed}"))))];

    /// <summary>Writes what depends on clock and machine.</summary>
    public void WriteFacts(ComparisonFacts facts) => Disk.WriteText(FactsFile, JsonSerializer.Serialize(facts, ComparisonJson.Readable.ComparisonFacts) + "\n");

    /// <summary>Reads what <see cref="WriteFacts"/> wrote; null when it is missing or damaged, since no result depends on it.</summary>
    public ComparisonFacts? ReadFacts()
    {
        try
        {
            return File.Exists(FactsFile) ? Json.Read(File.ReadAllText(FactsFile), ComparisonJson.Readable.ComparisonFacts, "run.json") : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => alone.Dispose();

    private static ComparisonPlan ReadPlan(string path)
    {
        try
        {
            return ComparisonPlan.FromJson(File.ReadAllText(PlanIn(path)));
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{PlanIn(path)}: {fault.Message}", "the plan of a comparison, as 'trainer compare' writes it", "name the folder of a comparison, or another --output", fault);
        }
    }

    private static void RequireSame(string path, ComparisonPlan plan)
    {
        var differences = plan.DifferencesFrom(ReadPlan(path));
        if (differences.Count > 0)
        {
            throw ToolException.WrongUsage(
                $"{path} holds another comparison: {string.Join("; ", differences)}",
                "the options of that comparison, or a folder of its own",
                $"go on with 'trainer compare --resume {path}', or name another --output");
        }
    }

    // the same command again goes on with what it began; of several the newest
    private static string? Stopped(ComparisonPlan plan) =>
        !Directory.Exists(RunFolder.Parent) ? null
        : Directory.EnumerateDirectories(RunFolder.Parent)
            .OrderByDescending(path => int.TryParse(System.IO.Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .FirstOrDefault(path => File.Exists(PlanIn(path)) && !File.Exists(System.IO.Path.Combine(path, ReportFile)) && Holds(path, plan));

    private static bool Holds(string path, ComparisonPlan plan)
    {
        try
        {
            return plan.DifferencesFrom(ReadPlan(path)).Count == 0;
        }
        catch (ToolException)
        {
            // the plan of a single run, most likely
            return false;
        }
    }

    private static string PlanIn(string path) => System.IO.Path.Combine(path, "plan.json");

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
