using System.Runtime.CompilerServices;
using Toolchain.Trainer.Libtorch;

namespace Toolchain.Trainer.Tests.Libtorch;

/// <summary>Some tests use TorchSharp before any type of the trainer.</summary>
internal static class TrainerModule
{
    [ModuleInitializer]
    internal static void Initialize() => RuntimeHelpers.RunModuleConstructor(typeof(LibtorchLoader).Module.ModuleHandle);
}
