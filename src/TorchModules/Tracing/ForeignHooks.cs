using System.Collections;
using System.Reflection;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Forward hooks of others on modules that become layers: they run before ours, and what they do to an answer no layer does.</summary>
internal static class ForeignHooks
{
    // of TorchSharp's HookableModule, which shows them to classes that derive from it and to nobody else
    private static readonly string[] Fields = ["post_hooks", "module_post_hooks"];

    /// <summary>Refuses a module with a mapping that has one. Hooks before a call and hooks of other classes are seen by what they do.</summary>
    /// <exception cref="Contracts.Programs.ToolException">A module has one.</exception>
    public static void Refuse(nn.Module root, ModuleMappings mappings)
    {
        foreach (var (path, module) in ModuleParts.Of(root))
        {
            if (mappings.Of(module) is not null && HasOne(module))
            {
                throw Refusal.At(path, module, "has a forward hook, which may change what it gives", "none on a module that becomes a layer", "remove it before saving; what it does to the answer, write as a module");
            }
        }
    }

    private static bool HasOne(nn.Module module) =>
        ModuleParts.HookableBaseOf(module) is { } type && Fields.Any(name => type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(module) is ICollection { Count: > 0 });
}
