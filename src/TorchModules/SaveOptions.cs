using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;

namespace Toolchain.TorchModules;

/// <summary>What a checkpoint says beside the network.</summary>
public sealed record SaveOptions
{
    /// <summary>The network's name; absent: the module's class.</summary>
    public string? Name { get; init; }

    /// <summary>What each class is called; absent: numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether the answer is a row of logits; absent: where it is a row of at least two values and no softmax ends the network.</summary>
    public bool? IsClassifier { get; init; }

    /// <summary>What the modules of one's own are made of.</summary>
    public ModuleMappings Mappings { get; init; } = new();

    /// <summary>Refuses names that the exporter would not take either.</summary>
    /// <exception cref="ToolException">One is empty, too long, no text or given twice.</exception>
    internal void RequireNames()
    {
        var found = Name is not null && ShownName.FaultOf(Name) is { } alone ? $"SaveOptions.Name {alone}"
            : ClassNames is not null && ShownName.FirstFault(ClassNames) is var (index, fault) ? $"name {index + 1} of SaveOptions.ClassNames {fault}"
            : null;
        if (found is not null)
        {
            throw ToolException.BadInput(found, $"names of 1 to {ShownName.Longest} characters of text, those of the classes all different", "choose another name");
        }
    }
}
