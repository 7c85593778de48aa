using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Libtorch;

/// <summary>Lets the threads of libtorch's OpenMP sleep when the others keep them waiting, where by default they spin for milliseconds.</summary>
/// <remarks>
/// Source: libgomp manual, GOMP_SPINCOUNT. Two spinning threads on a machine with other work hold the processor against the very thread they wait for:
/// fifty steps of the convolutional network took 33 to 89 s beside one other training, and 1.3 to 4.8 s so. On an idle machine nothing changes.
/// </remarks>
internal static class OpenMpPatience
{
    // some microseconds: about as long as it takes to fall asleep and wake
    private const string Spins = "1000";

    /// <summary>Must run before libtorch is loaded.</summary>
    public static void Request()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            NativeEnvironment.Offer("GOMP_SPINCOUNT", Spins);
        }
    }
}
