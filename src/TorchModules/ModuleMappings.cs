using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>Where a module stands in a network.</summary>
/// <param name="Name">The name of its layer, or of the first part of its layers' names: <c>name.part</c>.</param>
/// <param name="Inputs">The layers it reads.</param>
/// <param name="Input">Shape of what it reads first, without the batch.</param>
/// <param name="Output">Shape of what it gives, without the batch.</param>
public sealed record ModulePlace(string Name, IReadOnlyList<string> Inputs, IReadOnlyList<int> Input, IReadOnlyList<int> Output)
{
    /// <summary>Whether the module itself sees time as its first axis and the batch as its second, because axes were exchanged before it.</summary>
    public bool IsTimeFirst { get; init; }
}

/// <summary>The layers that do what a module does in evaluation, one after the other; none for a module that changes nothing.</summary>
/// <remarks>A parameter <c>name.part.weight</c> of a layer takes the value <c>part.weight</c> of the module's state_dict.</remarks>
/// <param name="module">The module.</param>
/// <param name="place">Where it stands.</param>
public delegate IReadOnlyList<LayerSpec> ModuleMapping<in TModule>(TModule module, ModulePlace place);

/// <summary>What modules are made of, by class; those of TorchSharp are known.</summary>
public sealed class ModuleMappings
{
    private readonly Dictionary<Type, ModuleMapping<nn.Module>> known = [];

    /// <summary>Adds a class of one's own, or replaces one of TorchSharp's.</summary>
    /// <returns>These mappings.</returns>
    public ModuleMappings Add<TModule>(ModuleMapping<TModule> mapping)
        where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(mapping);
        known[typeof(TModule)] = (module, place) => mapping((TModule)module, place);
        return this;
    }

    /// <summary>Whether the mapping of a module's class was added here.</summary>
    internal bool IsOwn(nn.Module module) => known.ContainsKey(module.GetType());

    /// <summary>The mapping of a module's class, if there is one.</summary>
    internal ModuleMapping<nn.Module>? Of(nn.Module module) =>
        known.TryGetValue(module.GetType(), out var own) ? own
        : TorchSharpModules.Of(module);
}
