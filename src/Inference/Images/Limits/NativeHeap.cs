using System.Runtime.InteropServices;

namespace Toolchain.Inference.Images.Limits;

/// <summary>The memory that libraries take from the C library of Linux.</summary>
internal static class NativeHeap
{
    // of <malloc.h>
    private const int MmapThreshold = -3;

    // pieces at least this large go back to the system when they are freed
    private const int Large = 1 << 20;

    private static readonly Lazy<bool> Lean = new(MakeLean);

    /// <summary>
    /// Sees to it that large pieces go back to the system once they are free. Without it glibc keeps pieces of up to 32 MiB for every thread that ever
    /// freed one, and thirty threads that decode in turn hold half a gigabyte.
    /// </summary>
    /// <returns>Whether the C library listens.</returns>
    public static bool KeepLean() => Lean.Value;

    private static bool MakeLean()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return Mallopt(MmapThreshold, Large) != 0;
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            return false; // musl has no such switch, and no need of it
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Mallopt(int parameter, int value);
}
