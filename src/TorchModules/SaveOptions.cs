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
}
