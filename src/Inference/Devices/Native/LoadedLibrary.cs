using System.Diagnostics;

namespace Toolchain.Inference.Devices.Native;

/// <summary>Which file of a library this process really has in memory.</summary>
internal static class LoadedLibrary
{
    /// <summary>The full path of a loaded library; null when none of the name is loaded, or the system does not tell.</summary>
    /// <param name="name">Its file name, or the beginning of it, such as <c>libcublas.so.13</c>.</param>
    /// <remarks>On Linux the system's list is <c>/proc/self/maps</c>: what is mapped, whatever was asked for.</remarks>
    public static string? PathOf(string name)
    {
        using var process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (Path.GetFileName(module.FileName).StartsWith(name, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return module.FileName;
            }
        }

        return null;
    }
}
