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

/// <summary>The files of a comparison. The layout is in docs/formats.md.</summary>
internal sealed class ComparisonFolder
{
    private ComparisonFolder(string path) => Path = path;

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>A row a schedule.</summary>
    public string Csv => In("comparison.csv");

    /// <summary>A row a run.</summary>
    public string RunsCsv => In("runs.csv");

    /// <summary>Everything, for programs. It is written last: where it is, the comparison is done.</summary>
    public string Report => In("comparison.json");

    /// <summary>The report for people.</summary>
    public string Markdown => In("comparison.md");

    /// <summary>The curves, less the extension.</summary>
    public string Curves => In("curves");

    private string PlanFile => In("plan.json");

    private string FactsFile => In("run.json");

    /// <summary>The folder of a comparison that begins or goes on.</summary>
    /// <param name="path">The folder asked for; null: that of the same comparison when it was stopped under <c>runs</c>, else the next free number there.</param>
    /// <param name="plan">The comparison.</param>
    /// <exception cref="ToolException">The folder holds something else (exit 2).</exception>
    public static ComparisonFolder For(string? path, ComparisonPlan plan)
    {
        var folder = path is null ? Stopped(plan) ?? new ComparisonFolder(NewRun.NextFree()) : new ComparisonFolder(path);
        if (File.Exists(folder.Path) || (Directory.Exists(folder.Path) && !File.Exists(folder.PlanFile) && Directory.EnumerateFileSystemEntries(folder.Path).Any()))
        {
            throw ToolException.WrongUsage($"{folder.Path} exists already and is no comparison", "a folder that is new, empty, or of this comparison", "name another --output");
        }

        if (!File.Exists(folder.PlanFile))
        {
            Disk.CreateFolder(folder.Path);
            Disk.WriteText(folder.PlanFile, plan.ToJson());
            return folder;
        }

        var differences = plan.DifferencesFrom(folder.ReadPlan());
        return differences.Count == 0
            ? folder
            : throw ToolException.WrongUsage(
                $"{folder.Path} holds another comparison: {string.Join("; ", differences)}",
                "the options of that comparison, or a folder of its own",
                $"go on with 'trainer compare --resume {folder.Path}', or name another --output");
    }

    /// <summary>Opens a comparison to go on with it.</summary>
    /// <exception cref="ToolException">It is none (exit 3).</exception>
    public static ComparisonFolder Open(string path)
    {
        var folder = new ComparisonFolder(path);
        return File.Exists(folder.PlanFile)
            ? folder
            : throw ToolException.BadInput($"{folder.PlanFile} does not exist", "the folder of a comparison, as 'trainer compare' makes it", "check the path");
    }

    /// <summary>The comparison.</summary>
    /// <exception cref="ToolException">The file is damaged or is no plan of a comparison (exit 3).</exception>
    public ComparisonPlan ReadPlan()
    {
        try
        {
            return ComparisonPlan.FromJson(File.ReadAllText(PlanFile));
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{PlanFile}: {fault.Message}", "the plan of a comparison, as 'trainer compare' writes it", "name the folder of a comparison, or another --output", fault);
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

    // the same command again goes on with what it began; of several the newest
    private static ComparisonFolder? Stopped(ComparisonPlan plan) =>
        !Directory.Exists(RunFolder.Parent) ? null
        : Directory.EnumerateDirectories(RunFolder.Parent)
            .Select(path => (Folder: new ComparisonFolder(path), Number: int.TryParse(System.IO.Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0))
            .OrderByDescending(numbered => numbered.Number)
            .Select(numbered => numbered.Folder)
            .FirstOrDefault(folder => File.Exists(folder.PlanFile) && !File.Exists(folder.Report) && folder.Holds(plan));

    private bool Holds(ComparisonPlan plan)
    {
        try
        {
            return plan.DifferencesFrom(ReadPlan()).Count == 0;
        }
        catch (ToolException)
        {
            // the plan of a single run, most likely
            return false;
        }
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
