namespace Toolchain.Contracts.Programs;

/// <summary>Writing files so that a reader never sees half of one, and saying clearly why a file could not be written.</summary>
public static class Disk
{
    // errno values and Win32 codes that the runtime keeps in the low word of HResult
    private const int NoSpaceOnLinux = 28;
    private const int QuotaOnLinux = 122;
    private const int DiskFullOnWindows = 112;
    private const int HandleDiskFullOnWindows = 39;

    /// <summary>Writes a file beside its destination, flushes it to disk and renames it: the destination is the old file or the whole new one.</summary>
    /// <exception cref="ToolException">The folder cannot be written (exit 2) or the disk is full (exit 75); the destination is untouched.</exception>
    public static void Write(string path, Action<Stream> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        Attempt(path, () =>
        {
            try
            {
                CreateParent(path);
                using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    content(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        });
    }

    /// <summary>Writes text as UTF-8 in the way of <see cref="Write"/>.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Creates a folder, or says why that is impossible.</summary>
    /// <exception cref="ToolException">The folder cannot be created (exit 2) or the disk is full (exit 75).</exception>
    public static void CreateFolder(string path) => Attempt(path, () => Directory.CreateDirectory(path));

    /// <summary>Whether an exception says that no space is left.</summary>
    public static bool IsFull(IOException fault) =>
        (fault.HResult & 0xFFFF) is NoSpaceOnLinux or QuotaOnLinux or DiskFullOnWindows or HandleDiskFullOnWindows;

    /// <summary>The fault of a disk without space (exit 75).</summary>
    public static ToolException Full(Exception fault) => new(
        ExitCode.Temporary, $"the disk is full: {fault.Message}", "space for the files of this command", "free some space and run the same command again", fault);

    private static void CreateParent(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }
    }

    private static void Attempt(string path, Action action)
    {
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
}
