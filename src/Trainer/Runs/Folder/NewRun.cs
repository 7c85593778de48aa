using System.Diagnostics;
using System.Globalization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>What a run folder begins with: enough for 'trainer resume' to begin the training, should it be killed before its first checkpoint.</summary>
/// <param name="Experiment">What will be done.</param>
/// <param name="Facts">Where the data lies, and how often to save.</param>
/// <param name="InitialFile">The file of initial weights, copied into the folder; null: none.</param>
internal sealed record NewRun(Experiment Experiment, RunFacts Facts, string? InitialFile = null)
{
    private const string Staged = ".tmp";

    /// <summary>Makes the folder. One that did not exist appears in one move, with all of this in it.</summary>
    /// <param name="path">The folder asked for; null: the next free number under <c>runs</c>.</param>
    /// <param name="replace">Whether an earlier run in it may go.</param>
    /// <exception cref="ToolException">It holds something already, or cannot be written (exit 2); a process is at work on the run that would go (exit 75).</exception>
    public RunFolder Create(string? path, bool replace)
    {
        while (path is null)
        {
            // another process may take the number between looking and moving
            var numbered = NextFree();
            if (TryMoveInto(numbered))
            {
                return new RunFolder(numbered);
            }
        }

        if (!Path.Exists(path) && TryMoveInto(path))
        {
            return new RunFolder(path);
        }

        if (File.Exists(path) || (!replace && !IsVacant(path)))
        {
            throw ToolException.WrongUsage($"{path} exists already", "a folder that is new or empty", "name another --output, or replace the run in it with --force");
        }

        using var alone = RunLock.Take(path);
        var folder = new RunFolder(path);
        folder.RemoveLeftovers();
        foreach (var file in folder.Files)
        {
            File.Delete(file);
        }

        Fill(folder);
        return folder;
    }

    /// <summary>The next free number under <c>runs</c>.</summary>
    public static string NextFree()
    {
        var last = Directory.Exists(RunFolder.Parent)
            ? Directory.EnumerateFileSystemEntries(RunFolder.Parent).Select(entry => int.TryParse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max()
            : 0;
        return Path.Combine(RunFolder.Parent, (last + 1).ToString(CultureInfo.InvariantCulture));
    }

    // empty, or left by a run that was killed before its plan was written
    private static bool IsVacant(string path)
    {
        var folder = new RunFolder(path);
        return Directory.EnumerateFileSystemEntries(path).All(entry =>
            Path.GetFileName(entry) == RunLock.FileName || entry == folder.Facts || entry == folder.Initial
            || (entry.EndsWith(Staged, StringComparison.Ordinal) && folder.Files.Any(file => entry.StartsWith(file, StringComparison.Ordinal))));
    }

    // false: something is there meanwhile
    private bool TryMoveInto(string path)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Disk.CreateFolder(Path.GetDirectoryName(target) ?? target);
        RemoveStagedByTheDead(target);
        var staged = new RunFolder($"{target}.{Environment.ProcessId}{Staged}");
        Disk.CreateFolder(staged.Path);
        try
        {
            Fill(staged);
            Directory.Move(staged.Path, target);
            return true;
        }
        catch (IOException) when (Path.Exists(target))
        {
            return false;
        }
        finally
        {
            if (Directory.Exists(staged.Path))
            {
                Directory.Delete(staged.Path, recursive: true);
            }
        }
    }

    private void Fill(RunFolder folder)
    {
        folder.WriteFacts(Facts);
        if (InitialFile is not null)
        {
            using var weights = File.OpenRead(InitialFile);
            Disk.Write(folder.Initial, weights.CopyTo);
        }

        // last: with it, the folder is a run
        folder.WritePlan(Experiment);
    }

    private static void RemoveStagedByTheDead(string target)
    {
        var name = Path.GetFileName(target);
        foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(target) ?? target, $"{name}.*{Staged}"))
        {
            var process = Path.GetFileName(folder)[(name.Length + 1)..^Staged.Length];
            if (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !IsAlive(id))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static bool IsAlive(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
