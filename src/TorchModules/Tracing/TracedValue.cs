using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>A value of a watched run.</summary>
/// <param name="Memory">The tensor's memory, kept from being used again when the module's own code disposes of the tensor.</param>
/// <param name="Copy">What it held when it was given.</param>
/// <param name="Layout">Where it lies.</param>
/// <param name="IsTurned">Whether the batch is its second axis, not the first.</param>
internal sealed record TracedValue(Tensor Memory, Tensor Copy, MemoryLayout Layout, bool IsTurned) : IDisposable
{
    /// <summary>The value that a tensor holds now.</summary>
    public static TracedValue Of(Tensor tensor, bool turned) =>
        new(tensor.alias().DetachFromDisposeScope(), tensor.clone().DetachFromDisposeScope(), MemoryLayout.Of(tensor), turned); // a module's own scope would dispose of them

    /// <summary>Whether its memory still holds what it did.</summary>
    public bool IsUnchanged() => Copy.Equals(Memory);

    /// <summary>Its shape with the batch in front.</summary>
    public IReadOnlyList<long> Shape => IsTurned ? [Layout.Sizes[1], Layout.Sizes[0], .. Layout.Sizes.Skip(2)] : Layout.Sizes;

    /// <inheritdoc/>
    public void Dispose()
    {
        Memory.Dispose();
        Copy.Dispose();
    }
}
