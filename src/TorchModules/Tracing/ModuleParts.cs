using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>A module and all modules in it, each with its path.</summary>
internal static class ModuleParts
{
    /// <summary>The module itself first, whose path is empty.</summary>
    public static IEnumerable<(string Path, nn.Module Module)> Of(nn.Module root) => root.named_modules().Select(pair => (pair.name, pair.module)).Prepend(("", root));

    /// <summary>The class of TorchSharp that calls a module and its hooks; null where a module cannot be called, such as a list of others.</summary>
    public static Type? HookableBaseOf(nn.Module module)
    {
        var type = module.GetType();
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(nn.HookableModule<,>)))
        {
            type = type.BaseType;
        }

        return type;
    }
}
