using System.Globalization;
using System.Text;
using System.Text.Json;
using Toolchain.Contracts;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs.Events;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>The files of a training. The layout is in docs/formats.md.</summary>
internal sealed class RunFolder
{
    /// <summary>Where runs go that are not told where.</summary>
    public const string Parent = "runs";

    private static readonly RunJson ReadableFacts = new(new JsonSerializerOptions(RunJson.Default.Options) { WriteIndented = true });

    /// <summary>Names the files of a folder, whether they are there or not.</summary>
    public RunFolder(string path) => Path = path;

    /// <summary>The folder, as the user named it.</summary>
    public string Path { get; }

    /// <summary>The training as it stands.</summary>
    public string Checkpoint => In("checkpoint.safetensors");

    /// <summary>The training as it was saved before that: what damage to the last file falls back to.</summary>
    public string Previous => In("previous.safetensors");

    /// <summary>The training after its best epoch so far.</summary>
    public string Best => In("best.safetensors");

    /// <summary>The plan, the network and what data they are for, for people and programs.</summary>
    public string Plan => In("plan.json");

    /// <summary>A copy of the file of initial weights, where the training began with one.</summary>
    public string Initial => In("initial.safetensors");

    /// <summary>A row an epoch.</summary>
    public string History => In("history.csv");

    /// <summary>The rows for TensorBoard.</summary>
    public string Events => In(EventFile.FileName);

    /// <summary>The rows as a picture.</summary>
    public string CurvesPng => In("curves.png");

    /// <summary>The same as a drawing.</summary>
    public string CurvesSvg => In("curves.svg");

    /// <summary>Everything that depends on clock and machine.</summary>
    public string Facts => In("run.json");

    /// <summary>Every file of ours, in the order in which a run goes: whatever is left when that is cut short is no other run.</summary>
    public IReadOnlyList<string> Files => [Best, Events, History, CurvesPng, CurvesSvg, Checkpoint, Previous, Plan, Initial, Facts];

    /// <summary>Opens a run to go on with it.</summary>
    /// <exception cref="ToolException">It is no run folder (exit 3).</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(path);
        return new[] { folder.Checkpoint, folder.Previous, folder.Plan }.Any(File.Exists)
            ? folder
            : throw ToolException.BadInput(
                Directory.Exists(path) ? $"{path} holds neither checkpoint.safetensors nor plan.json" : $"the folder {path} does not exist",
                "a run folder, as 'trainer train' makes it",
                "check the path; a training that was killed before it made its folder is begun again with the same command");
    }

    /// <summary>Writes the plan, unless it stands there already.</summary>
    public void WritePlan(Experiment experiment) => WriteNew(Plan, experiment.ToJson() + "\n", flush: true);

    /// <summary>Reads the plan; null when there is none.</summary>
    /// <exception cref="ToolException">It cannot be read or carried out (exit 3).</exception>
    public Experiment? ReadPlan() => File.Exists(Plan) ? ExperimentFile.Read(Plan) : null;

    /// <summary>Writes the rows of <c>history.csv</c>, unless they stand there already: digits that read back to the same numbers.</summary>
    public void WriteHistory(IReadOnlyList<EpochMetrics> epochs)
    {
        var csv = new StringBuilder("epoch,loss,accuracy,val_loss,val_accuracy,rate_applied,rate_next\n");
        foreach (var e in epochs)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{e.Epoch},{e.Loss},{e.Accuracy},{e.ValLoss},{e.ValAccuracy},{e.RateApplied},{e.RateNext}\n");
        }

        // it can be made again from the checkpoint, so the disk need not be waited for
        WriteNew(History, csv.ToString(), flush: false);
    }

    /// <summary>Writes the curves, unless they stand there already.</summary>
    public void WriteCurves(byte[] png, byte[] svg)
    {
        WriteNew(CurvesPng, png, flush: false);
        WriteNew(CurvesSvg, svg, flush: false);
    }

    /// <summary>Writes what depends on clock and machine.</summary>
    public void WriteFacts(RunFacts facts) => WriteNew(Facts, JsonSerializer.Serialize(facts, ReadableFacts.RunFacts) + "\n", flush: false);

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

    /// <summary>Removes what killed writes left; the caller holds the lock.</summary>
    public void RemoveLeftovers()
    {
        foreach (var file in Files)
        {
            Disk.RemoveLeftovers(file);
        }
    }

    /// <summary>Refuses to go on without the folder: a write would make a new one with half of a run.</summary>
    /// <exception cref="ToolException">It is gone (exit 2).</exception>
    public void RequireToExist()
    {
        if (!Directory.Exists(Path))
        {
            throw ToolException.WrongUsage($"the run folder {Path} is gone: something removed or renamed it during the training", "the folder in which the training is saved", "train again; nothing of this run was saved elsewhere");
        }
    }

    private static void WriteNew(string path, byte[] content, bool flush)
    {
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            Disk.Write(path, stream => stream.Write(content), flush, createFolder: false);
        }
    }

    private static void WriteNew(string path, string text, bool flush) => WriteNew(path, Encoding.UTF8.GetBytes(text), flush);

    private string In(string file) => System.IO.Path.Combine(Path, file);
}
