namespace Toolchain.Contracts.Programs;

/// <summary>Writing files so that a reader never sees half of one, and saying clearly why a file could not be written.</summary>
public static class Disk
{
    private const string Suffix = ".tmp";

    // errno values and Win32 codes that the runtime keeps in the low word of HResult
    private const int NoSpaceOnLinux = 28;
    private const int QuotaOnLinux = 122;
    private const int DiskFullOnWindows = 112;
    private const int HandleDiskFullOnWindows = 39;

    /// <summary>Writes a file beside its destination, flushes it to disk and renames it: the destination is the old file or the whole new one.</summary>
    /// <param name="path">The destination.</param>
    /// <param name="content">Writes the bytes.</param>
    /// <param name="flush">Whether it must outlive a loss of power; a killed process never harms it.</param>
    /// <param name="createFolder">Whether its folder is made if need be.</param>
    /// <exception cref="ToolException">The folder cannot be written (exit 2) or the disk is full (exit 75); the destination is untouched.</exception>
    public static void Write(string path, Action<Stream> content, bool flush = true, bool createFolder = true)
    {
        ArgumentNullException.ThrowIfNull(content);
        Attempt(path, () =>
        {
            if (createFolder)
            {
                Directory.CreateDirectory(Split(path).Folder);
            }

            ByRename(path, content, flush, temporary => File.Move(temporary, path, overwrite: true));
        });
    }

    /// <summary>Writes a file in the way of <see cref="Write"/>, and keeps the one it replaces under another name; at every moment one of the two is there, whole.</summary>
    /// <param name="path">The destination; its folder must be there.</param>
    /// <param name="backup">Where the file goes that was there; null: nowhere.</param>
    /// <param name="content">Writes the bytes.</param>
    /// <exception cref="ToolException">As for <see cref="Write"/>.</exception>
    public static void Replace(string path, string? backup, Action<Stream> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Attempt(path, () => ByRename(path, content, flush: true, temporary =>
        {
            if (backup is not null && File.Exists(path))
            {
                // the backup becomes a second name of the old file before the new one takes its name
                File.Replace(temporary, path, backup, ignoreMetadataErrors: true);
            }
            else
            {
                File.Move(temporary, path, overwrite: true);
            }
        }));
    }

    /// <summary>Writes text as UTF-8 in the way of <see cref="Write"/>.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Removes what writes of a file left that were killed; nobody else may be writing it.</summary>
    public static void RemoveLeftovers(string path)
    {
        var (folder, name) = Split(path);
        if (Directory.Exists(folder))
        {
            foreach (var leftover in Directory.EnumerateFiles(folder, $"{name}.*{Suffix}").Where(file => IsLeftover(Path.GetFileName(file), name)))
            {
                File.Delete(leftover);
            }
        }
    }

    /// <summary>Creates a folder, or says why that is impossible.</summary>
    /// <exception cref="ToolException">The folder cannot be created (exit 2) or the disk is full (exit 75).</exception>
    public static void CreateFolder(string path) => Attempt(path, () => Directory.CreateDirectory(path));

    /// <summary>Does something to a file, or says why that is impossible.</summary>
    /// <param name="path">The file.</param>
    /// <param name="action">What is done to it.</param>
    /// <exception cref="ToolException">It cannot be written (exit 2) or the disk is full (exit 75).</exception>
    public static void Attempt(string path, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        try
        {
            action();
        }
        catch (IOException fault) when (IsFull(fault))
        {
            throw Full(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ToolException.WrongUsage($"{path} cannot be written: {fault.Message}", "a place this user may write to", "name another output, or change the permissions", fault);
        }
    }

    /// <summary>Whether an exception says that no space is left.</summary>
    public static bool IsFull(IOException fault) =>
        (fault.HResult & 0xFFFF) is NoSpaceOnLinux or QuotaOnLinux or DiskFullOnWindows or HandleDiskFullOnWindows;

    /// <summary>The fault of a disk without space (exit 75).</summary>
    public static ToolException Full(Exception fault) => new(
        ExitCode.Temporary, $"the disk is full: {fault.Message}", "space for the files of this command", "free some space and run the same command again", fault);

    private static void ByRename(string path, Action<Stream> content, bool flush, Action<string> rename)
    {
        var (folder, _) = Split(path);
        var temporary = $"{path}.{Environment.ProcessId}{Suffix}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                content(stream);
                stream.Flush(flushToDisk: flush);
            }

            rename(temporary);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        if (flush)
        {
            FolderEntry.Flush(folder);
        }
    }

    // <name>.<process>.tmp
    private static bool IsLeftover(string file, string name) =>
        file.Length > name.Length + 1 + Suffix.Length && file.AsSpan(name.Length + 1)[..^Suffix.Length].IndexOfAnyExceptInRange('0', '9') < 0;

    private static (string Folder, string Name) Split(string path)
    {
        var whole = Path.GetFullPath(path);
        return (Path.GetDirectoryName(whole) ?? whole, Path.GetFileName(whole));
    }
}
