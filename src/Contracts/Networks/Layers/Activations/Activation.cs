namespace Toolchain.Contracts.Networks;

/// <summary>A function that leaves the shape as it is.</summary>
public abstract record Activation : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input;
}
