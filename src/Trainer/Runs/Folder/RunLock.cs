using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>One process at a time works on a run: the system's own file lock, which ends with its process, however that ends.</summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The file that is locked; it is empty, and stays.</summary>
    public const string FileName = ".lock";

    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock of a run folder.</summary>
    /// <exception cref="ToolException">Another process has it (exit 75), or the folder is gone or cannot be written (exit 2).</exception>
    public static RunLock Take(string folder)
    {
        try
        {
            return new RunLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (IsTaken(fault))
        {
            throw new ToolException(
                ExitCode.Temporary, $"another process is at work on {folder}", "a run that nobody is at work on", "wait until it ends, or stop it, and run the same command again", fault);
        }
        catch (IOException fault) when (Disk.IsFull(fault))
        {
            throw Disk.Full(fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.WrongUsage($"{folder} cannot be written: {fault.Message}", "a run folder that this user may write to", "check the path and its permissions", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static bool IsTaken(IOException fault)
    {
        // EWOULDBLOCK of Linux and macOS; the sharing and lock violations of Windows
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        const int SharingViolation = 32;
        const int LockViolation = 33;
        var code = fault.HResult & 0xFFFF;
        return OperatingSystem.IsWindows() ? code is SharingViolation or LockViolation : code is WouldBlockOnLinux or WouldBlockOnMac;
    }
}
