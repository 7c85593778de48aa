using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>A value of a watched run.</summary>
/// <param name="Memory">The tensor itself, so that its memory is kept from being used again when the module's own code disposes of it.</param>
/// <param name="Copy">What it held when it was given.</param>
/// <param name="Layout">Where it lay then.</param>
/// <param name="IsTurned">Whether the batch is its second axis, not the first.</param>
internal sealed record TracedValue(Tensor Memory, Tensor Copy, MemoryLayout Layout, bool IsTurned) : IDisposable
{
    private MemoryLayout now = Layout;

    /// <summary>The value that a tensor holds now.</summary>
    public static TracedValue Of(Tensor tensor, bool turned)
    {
        var memory = tensor.dtype == ScalarType.Bool ? tensor.alias() : tensor.positive(); // which is the tensor itself
        return new(memory.DetachFromDisposeScope(), tensor.clone().DetachFromDisposeScope(), MemoryLayout.Of(tensor), turned); // a module's own scope would dispose of them
    }

    /// <summary>Whether it was written to since.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Whether its memory still holds what it did, and nothing was done to it in place that could have changed other numbers.</summary>
    public bool IsUnchanged() => !IsWritten && HoldsTheSame();

    /// <summary>Whether its memory still holds the same numbers.</summary>
    public bool HoldsTheSame()
    {
        using var here = Here();
        return Copy.Equals(here);
    }

    /// <summary>Writes numbers where it lies.</summary>
    public void Write(Tensor numbers)
    {
        using var here = Here();
        here.copy_(numbers);
    }

    /// <summary>Whether the tensor's axes were changed in place since this was asked last.</summary>
    public bool WasReshaped()
    {
        var before = now;
        now = MemoryLayout.Of(Memory);
        return !now.IsThatOf(before);
    }

    /// <summary>Its shape with the batch in front.</summary>
    public IReadOnlyList<long> Shape => IsTurned ? [Layout.Sizes[1], Layout.Sizes[0], .. Layout.Sizes.Skip(2)] : Layout.Sizes;

    /// <summary>The shape of one sample.</summary>
    public IReadOnlyList<int> Sample => [.. Shape.Skip(1).Select(size => checked((int)size))];

    /// <inheritdoc/>
    public void Dispose()
    {
        Memory.Dispose();
        Copy.Dispose();
    }

    // the tensor's own axes may have been changed since
    private Tensor Here() => Memory.as_strided([.. Layout.Sizes], [.. Layout.Strides], Layout.Offset);
}
