using System.Runtime.InteropServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Native float32 memory on a cache line's border, zero at first.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private const nuint CacheLine = 64;

    /// <summary>Room for <paramref name="count"/> numbers.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public AlignedMemory(long count)
    {
        var bytes = checked((nuint)count * sizeof(float));
        Start = (float*)NativeMemory.AlignedAlloc(bytes, CacheLine);
        NativeMemory.Clear(Start, bytes);
    }

    /// <summary>The first number.</summary>
    public float* Start { get; }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(Start);
}
