using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Libtorch;

/// <summary>What the trainer asks of the libraries inside libtorch; a program of somebody else's is not told how to compute.</summary>
internal static class TrainerSettings
{
    /// <summary>Runs before any code of this assembly, so before libtorch is loaded.</summary>
    [ModuleInitializer]
    internal static void Request()
    {
        MklReproducibility.Request();
        OpenMpPatience.Request();
    }
}
