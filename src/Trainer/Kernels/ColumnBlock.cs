using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Vectors of columns whose weights are updated together: a row goes through all of them before the next one's turn.</summary>
/// <remarks>
/// A processor that has gone through the rows for one pair of vectors and jumps back for the next takes the jump for a stride, and fetches as far on
/// again: into the other thread's rows. In blocks there are fewer jumps, and the block's part of the batch still fits the first cache (docs/performance.md).
/// </remarks>
/// <param name="hasGradient">Whether there is one in these columns.</param>
internal struct ColumnBlock(bool hasGradient)
{
    /// <summary>Pairs of vectors in a block: with 32 samples 16 KiB of the batch.</summary>
    public const int Pairs = 4;

    private Columns columns;
    private int count;

    /// <summary>Whether there is a gradient in these columns.</summary>
    public readonly bool HasGradient => hasGradient;

    /// <summary>Whether no vector can be added.</summary>
    public readonly bool IsFull => count == 2 * Pairs;

    /// <summary>Pairs so far, the last one perhaps with one vector.</summary>
    public readonly int Count => (count + 1) / 2;

    /// <summary>Adds a vector.</summary>
    public void Add(int column) => columns[count++] = column;

    /// <summary>Forgets them all.</summary>
    public void Clear() => count = 0;

    /// <summary>First columns of a pair's vectors; the second is −1 where there is none.</summary>
    public readonly (int First, int Second) Pair(int index) => (columns[2 * index], (2 * index) + 1 < count ? columns[(2 * index) + 1] : -1);

    [InlineArray(2 * Pairs)]
    private struct Columns
    {
        private int first;
    }
}
