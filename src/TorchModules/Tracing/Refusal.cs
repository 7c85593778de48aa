using Toolchain.Contracts.Programs;

namespace Toolchain.TorchModules;

/// <summary>What cannot be saved, by the module's path.</summary>
internal static class Refusal
{
    /// <summary>A fault at a module.</summary>
    public static ToolException At(string path, object module, string found, string expected, string next, Exception? cause = null) =>
        ToolException.BadInput($"{(path.Length == 0 ? "the module" : $"module '{path}'")} ({module.GetType().Name}) {found}", expected, next, cause);

    /// <summary>A class without a mapping.</summary>
    public static ToolException Unknown(string path, object module) =>
        At(path, module, "is of a class that is not known", "a module of TorchSharp that docs/layers.md lists, or one with a mapping", "register a mapping for its class in SaveOptions.Mappings");
}
