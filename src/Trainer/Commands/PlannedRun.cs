using System.CommandLine;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Runs.Folder;

namespace Toolchain.Trainer.Commands;

/// <summary>An experiment that is trained again from its <c>plan.json</c>.</summary>
/// <param name="Experiment">What the file says.</param>
/// <param name="File">The file.</param>
internal sealed record PlannedRun(Experiment Experiment, string File)
{
    /// <summary>The initial weights that the run's folder keeps beside its plan; null: it began without, or they are not there.</summary>
    public string? InitialFile =>
        Experiment.Plan.InitialDigest is not null && new RunFolder(Path.GetDirectoryName(File) ?? "").Initial is var initial && System.IO.File.Exists(initial) ? initial : null;

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file, or the run folder it lies in.</param>
    /// <param name="given">Options on the command line that the file answers.</param>
    /// <exception cref="ToolException">There are such options (exit 2), or the file is no plan (exit 3).</exception>
    public static PlannedRun Read(string path, IReadOnlyList<Option> given)
    {
        if (given.Count > 0)
        {
            throw ToolException.WrongUsage(
                $"{string.Join(", ", given.Select(option => option.Name))} beside --plan",
                "a plan.json, or the options that make a plan",
                "leave one of them out, or edit a copy of plan.json");
        }

        var file = Directory.Exists(path) ? new RunFolder(path).Plan : path;
        return new PlannedRun(ExperimentFile.Read(file), file);
    }

    /// <summary>The experiment on data that is there.</summary>
    /// <param name="data">The data.</param>
    /// <param name="start">Weights to begin with.</param>
    /// <param name="startFile">Their file.</param>
    /// <exception cref="ToolException">The plan does not fit the data, or begins with other weights (exit 3).</exception>
    public Experiment For(Dataset data, InitialWeights? start, string? startFile)
    {
        if (Experiment.Plan.Validation.HeldOut >= data.Train.Count)
        {
            throw ToolException.BadInput(
                $"{File} holds out {Experiment.Plan.Validation.HeldOut} of {data.Train.Count} training samples", $"fewer than {data.Train.Count}", "hold out fewer samples, or train on another data set");
        }

        if (Experiment.Plan.InitialDigest is { } digest)
        {
            (start ?? throw ToolException.BadInput(
                $"{File} begins with weights of a file with sha256 {digest}, which is not beside it", "that file", "name it with --initial")).Require(digest, startFile!);
        }

        return Experiment with { Plan = Experiment.Plan with { InitialDigest = start?.Digest }, Data = data.Identity };
    }

    /// <summary>A word about data of other content than the plan was made for; null when it is the same.</summary>
    public string? OtherData(DatasetIdentity data) =>
        Experiment.Data is { } planned && !planned.SameContent(data) ? $"the plan was made for other data ({planned.Name}): this is another experiment" : null;
}
