using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Environment variables that native libraries read when they are loaded; a value the user has set is left alone.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable unless it is set.</summary>
    public static void Offer(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is not null)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            // the runtime keeps a copy of the environment that native code never sees
            SetNativeVariable(variable, value, overwrite: 0);
        }
        else
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
