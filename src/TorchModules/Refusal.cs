using Toolchain.Contracts.Programs;

namespace Toolchain.TorchModules;

/// <summary>What cannot be saved, by the module's path.</summary>
internal static class Refusal
{
    /// <summary>A fault at a module.</summary>
    public static ToolException At(string path, object module, string found, string expected, string next) =>
        ToolException.BadInput($"{(path.Length == 0 ? "the module" : $"module '{path}'")} ({module.GetType().Name}) {found}", expected, next);
}
