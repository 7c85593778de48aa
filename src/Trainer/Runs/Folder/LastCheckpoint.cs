using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>The checkpoint a run goes on from: the last one, or the one before where damage befell the last.</summary>
/// <param name="Checkpoint">Where the training stands; null: nothing was saved yet.</param>
/// <param name="Path">Its file.</param>
/// <param name="Note">What the user should know, or null.</param>
internal sealed record LastCheckpoint(Checkpoint? Checkpoint, string Path, string? Note)
{
    /// <summary>Finds it.</summary>
    /// <exception cref="ToolException">What is there is damaged, and nothing undamaged is left (exit 3).</exception>
    public static LastCheckpoint Of(RunFolder folder)
    {
        ToolException damage;
        try
        {
            if (File.Exists(folder.Checkpoint))
            {
                return new LastCheckpoint(Checkpoint.Load(folder.Checkpoint), folder.Checkpoint, Note: null);
            }

            if (!File.Exists(folder.Previous))
            {
                return new LastCheckpoint(Checkpoint: null, folder.Checkpoint, Note: null);
            }

            damage = ToolException.BadInput($"{folder.Checkpoint} is missing", "the last checkpoint", "take the copy it came from");
        }
        catch (ToolException fault) when (fault.Code == ExitCode.BadInput)
        {
            damage = fault;
        }

        if (!File.Exists(folder.Previous))
        {
            throw ToolException.BadInput(damage.Found, "a whole checkpoint; there is no previous one to fall back to", AfterDamage(folder), damage);
        }

        try
        {
            var previous = Checkpoint.Load(folder.Previous);
            return new LastCheckpoint(
                previous, folder.Previous, $"{damage.Found}; goes on from {folder.Previous}, saved after {previous.Progress.Epoch} epochs and {previous.Progress.StepInEpoch} steps");
        }
        catch (ToolException second) when (second.Code == ExitCode.BadInput)
        {
            throw ToolException.BadInput($"{damage.Found}; and {second.Found}", "one of the two checkpoints whole", AfterDamage(folder), second);
        }
    }

    /// <summary>A checkpoint, or null where there is none or it is damaged.</summary>
    public static Checkpoint? TryLoad(string path)
    {
        try
        {
            return File.Exists(path) ? Checkpoint.Load(path) : null;
        }
        catch (ToolException fault) when (fault.Code == ExitCode.BadInput)
        {
            return null;
        }
    }

    private static string AfterDamage(RunFolder folder) =>
        File.Exists(folder.Plan) ? $"take a copy of the file, or train anew with 'trainer train --plan {folder.Plan}'" : "take a copy of the file, or train anew";
}
