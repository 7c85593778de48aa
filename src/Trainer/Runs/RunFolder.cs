using System.Globalization;
using System.Text;
using System.Text.Json;
using Toolchain.Contracts;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs;

/// <summary>The files of a training. The layout is in docs/formats.md.</summary>
internal sealed class RunFolder
{
    /// <summary>Where runs go that were given no folder.</summary>
    public const string Parent = "runs";

    private static readonly ContractsJson Readable = new(new JsonSerializerOptions(ContractsJson.Default.Options) { WriteIndented = true });
    private static readonly RunJson ReadableFacts = new(new JsonSerializerOptions(RunJson.Default.Options) { WriteIndented = true });

    private RunFolder(string path) => Path = path;

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The training as it stands.</summary>
    public string Checkpoint => In("checkpoint.safetensors");

    /// <summary>The training after its best epoch so far.</summary>
    public string Best => In("best.safetensors");

    /// <summary>The plan and the network, for people and programs.</summary>
    public string Plan => In("plan.json");

    /// <summary>A row an epoch.</summary>
    public string History => In("history.csv");

    /// <summary>Everything that depends on clock and machine.</summary>
    public string Facts => In("run.json");

    private IReadOnlyList<string> Files => [Checkpoint, Best, Plan, History, Facts];

    /// <summary>Makes room for a new run.</summary>
    /// <param name="path">The folder asked for; null: the next free number under <c>runs</c>.</param>
    /// <param name="replace">Whether an earlier run in it may go.</param>
    /// <exception cref="ToolException">It holds something already, or cannot be written (exit 2).</exception>
    public static RunFolder Create(string? path, bool replace)
    {
        var folder = new RunFolder(path ?? NextFree());
        if (File.Exists(folder.Path) || (!replace && Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any()))
        {
            throw ToolException.WrongUsage($"{folder.Path} exists already", "a folder that is new or empty", "name another --output, or replace the run in it with --force");
        }

        Disk.CreateFolder(folder.Path);
        foreach (var file in folder.Files)
        {
            File.Delete(file);
        }

        return folder;
    }

    /// <summary>Opens a run to go on with it.</summary>
    /// <exception cref="ToolException">It is no run folder (exit 3).</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return File.Exists(folder.Checkpoint)
            ? folder
            : throw ToolException.BadInput($"{folder.Checkpoint} does not exist", "a run folder, as 'trainer train' makes it", "check the path");
    }

    /// <summary>Writes the plan.</summary>
    public void WritePlan(Experiment experiment) => Disk.WriteText(Plan, JsonSerializer.Serialize(experiment, Readable.Experiment) + "\n");

    /// <summary>Writes the rows of <c>history.csv</c>: digits that read back to the same numbers.</summary>
    public void WriteHistory(IReadOnlyList<EpochMetrics> epochs)
    {
        var csv = new StringBuilder("epoch,loss,accuracy,val_loss,val_accuracy,rate_applied,rate_next\n");
        foreach (var e in epochs)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Loss},{e.Accuracy},{e.ValLoss},{e.ValAccuracy},{e.RateApplied},{e.RateNext}\n");
        }

        Disk.WriteText(History, csv.ToString());
    }

    /// <summary>Writes what depends on clock and machine.</summary>
    public void WriteFacts(RunFacts facts) => Disk.WriteText(Facts, JsonSerializer.Serialize(facts, ReadableFacts.RunFacts) + "\n");

    /// <summary>Reads what <see cref="WriteFacts"/> wrote; null when it is missing or damaged, since no result depends on it.</summary>
    public RunFacts? ReadFacts()
    {
        try
        {
            return File.Exists(Facts) ? Json.Read(File.ReadAllText(Facts), RunJson.Default.RunFacts, "run.json") : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The next free number under <see cref="Parent"/>.</summary>
    public static string NextFree()
    {
        var last = Directory.Exists(Parent)
            ? Directory.EnumerateFileSystemEntries(Parent).Select(entry => int.TryParse(System.IO.Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max()
            : 0;
        return System.IO.Path.Combine(Parent, (last + 1).ToString(CultureInfo.InvariantCulture));
    }

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
