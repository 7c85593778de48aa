using System.Runtime.InteropServices;
using System.Text;

namespace Toolchain.Contracts.Programs;

/// <summary>Environment variables that native libraries read when they are loaded; a value the user has set is left alone.</summary>
public static class NativeEnvironment
{
    /// <summary>Sets a variable unless it is set.</summary>
    public static void Offer(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is not null)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
        else
        {
            // the runtime keeps a copy of the environment that native code never sees
            _ = SetNativeVariable(Encoding.UTF8.GetBytes(variable + '\0'), Encoding.UTF8.GetBytes(value + '\0'), overwrite: 0);
        }
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SetNativeVariable(byte[] name, byte[] value, int overwrite);
}
