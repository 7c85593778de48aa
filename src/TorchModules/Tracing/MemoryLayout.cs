using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Toolchain.TorchModules;

/// <summary>How a tensor lies in memory.</summary>
/// <param name="Storage">Where its memory begins.</param>
/// <param name="Offset">Values from there to its first one.</param>
/// <param name="Sizes">Its shape.</param>
/// <param name="Strides">Values from one place of an axis to the next.</param>
internal sealed record MemoryLayout(nint Storage, long Offset, IReadOnlyList<long> Sizes, IReadOnlyList<long> Strides)
{
    /// <summary>The layout of a tensor.</summary>
    public static unsafe MemoryLayout Of(Tensor tensor)
    {
        using var first = tensor.as_strided([1], [1], 0);
        var storage = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
        return new MemoryLayout(storage, tensor.storage_offset(), tensor.shape, tensor.stride());
    }

    /// <summary>Whether both are the same places in the same order.</summary>
    public bool IsThatOf(MemoryLayout other) =>
        Storage == other.Storage && Offset == other.Offset && Sizes.SequenceEqual(other.Sizes) && Strides.SequenceEqual(other.Strides);

    /// <summary>Whether some place is of both, or this is one whose places are of two indices.</summary>
    public bool Overlaps(MemoryLayout other)
    {
        if (Storage != other.Storage || !IsPlain())
        {
            return Storage == other.Storage;
        }

        using var scope = NewDisposeScope();
        var places = zeros(Math.Max(End(), other.End()), dtype: ScalarType.Bool);
        places.as_strided([.. Sizes], [.. Strides], Offset).copy_(ones(1, dtype: ScalarType.Bool));
        return places.as_strided([.. other.Sizes], [.. other.Strides], other.Offset).any().item<bool>();
    }

    /// <summary>The same places with the first two axes changed.</summary>
    public MemoryLayout Turned() => this with { Sizes = [Sizes[1], Sizes[0], .. Sizes.Skip(2)], Strides = [Strides[1], Strides[0], .. Strides.Skip(2)] };

    /// <summary>The axes of more than one place, from the farthest steps to the nearest.</summary>
    public IReadOnlyList<int> Axes() => [.. Enumerable.Range(0, Sizes.Count).Where(axis => Sizes[axis] > 1).OrderByDescending(axis => Strides[axis])];

    /// <summary>Whether no place is of two indices.</summary>
    public bool IsPlain()
    {
        var axes = Axes();
        return axes.Count == 0 || (Strides[axes[^1]] > 0 && axes.Zip(axes.Skip(1)).All(pair => Strides[pair.First] >= Sizes[pair.Second] * Strides[pair.Second]));
    }

    /// <summary>Whether the values lie one after the other, in the order of <paramref name="axes"/>.</summary>
    public bool IsDense(IReadOnlyList<int> axes)
    {
        var step = 1L;
        foreach (var axis in axes.Reverse())
        {
            if (Strides[axis] != step)
            {
                return false;
            }

            step *= Sizes[axis];
        }

        return true;
    }

    // behind its last place
    private long End() => Offset + Sizes.Zip(Strides, (size, stride) => (size - 1) * stride).Sum() + 1;
}
