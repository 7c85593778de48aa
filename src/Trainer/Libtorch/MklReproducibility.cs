using System.Runtime.Intrinsics.X86;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Asks MKL, the matrix library inside libtorch, for sums whose order does not depend on the number of threads or the kind of processor.</summary>
/// <remarks>
/// Source: oneMKL developer guide, "Conditional Numerical Reproducibility". Without it a training on two threads has other bits than on one,
/// and its weights leave Keras's trajectory at a step where the network stands on a ReLU's kink (docs/decisions/0005).
/// </remarks>
internal static class MklReproducibility
{
    private const string Variable = "MKL_CBWR";
    private const string Branch = "AVX2";

    /// <summary>Must run before libtorch is loaded.</summary>
    public static void Request()
    {
        if (Avx2.IsSupported)
        {
            NativeEnvironment.Offer(Variable, Branch);
        }
    }
}
