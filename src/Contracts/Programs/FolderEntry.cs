using System.Runtime.InteropServices;
using System.Text;

namespace Toolchain.Contracts.Programs;

/// <summary>The names in a folder, which a file system may keep in memory after the file itself is on disk.</summary>
internal static class FolderEntry
{
    private const int ReadOnly = 0;

    /// <summary>Puts the folder's names on disk, so that a rename outlives a loss of power; where that cannot be asked for (Windows, some file systems) it does nothing.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens no folders; the file is safe already, so a refusal costs only the promise about power
        try
        {
            var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
            if (descriptor >= 0)
            {
                _ = Synchronize(descriptor);
                _ = Close(descriptor);
            }
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            // a system whose C library has another name
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Close(int descriptor);
}
