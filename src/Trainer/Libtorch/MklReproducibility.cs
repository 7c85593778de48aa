using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Versioning;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Asks MKL, the matrix library inside libtorch, for sums whose order does not depend on the number of threads or the kind of processor.</summary>
/// <remarks>
/// Source: oneMKL developer guide, "Conditional Numerical Reproducibility". Without it a training on two threads has other bits than on one,
/// and its weights leave Keras's trajectory at a step where the network stands on a ReLU's kink (docs/decisions/0005).
/// </remarks>
internal static partial class MklReproducibility
{
    private const string Variable = "MKL_CBWR";
    private const string Branch = "AVX2";

    /// <summary>Must run before libtorch is loaded; a value the user has set is left alone.</summary>
    public static void Request()
    {
        if (!Avx2.IsSupported || Environment.GetEnvironmentVariable(Variable) is not null)
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            // the runtime keeps a copy of the environment that native code never sees
            SetNativeVariable(Variable, Branch, overwrite: 0);
        }
        else
        {
            Environment.SetEnvironmentVariable(Variable, Branch);
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
