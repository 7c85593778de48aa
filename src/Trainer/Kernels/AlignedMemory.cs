using System.Runtime.InteropServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Native float32 memory, zero at first, far from anything else.</summary>
/// <remarks>
/// Processors fetch lines in pairs, and go on with the stride of a loop for some steps beyond its end. What one core fetches that way from
/// another one's memory travels to and fro at each write, though nobody needs it there (docs/performance.md).
/// </remarks>
internal sealed unsafe class AlignedMemory : IDisposable
{
    private const nuint PairOfLines = 128;

    // on each side; never touched, so it takes addresses and no memory
    private const nuint Gap = 64 * 1024;

    /// <summary>Room for <paramref name="count"/> numbers.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    public AlignedMemory(long count)
    {
        var bytes = checked((((nuint)count * sizeof(float)) + PairOfLines - 1) / PairOfLines * PairOfLines);
        Start = (float*)((byte*)NativeMemory.AlignedAlloc(bytes + (2 * Gap), PairOfLines) + Gap);
        NativeMemory.Clear(Start, bytes);
    }

    /// <summary>The first number.</summary>
    public float* Start { get; }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree((byte*)Start - Gap);
}
