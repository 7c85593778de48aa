using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Where the two factors of one term of a product's sums lie.</summary>
/// <param name="Left">Elements from the row's first left factor.</param>
/// <param name="Right">Elements from the column's first right factor.</param>
internal readonly record struct Term(int Left, int Right);

/// <summary>The terms of a product's sums in their order, cut into segments: each is summed by itself, then the segments are added up.</summary>
/// <remarks>
/// The order decides the bits, so it is the same for every vector width, any number of threads and any place of a value in its tile.
/// Segments end where the term's number in the whole sum is a multiple of <see cref="SegmentLength"/>, whether terms were left out or not:
/// a term whose factor is 0 can be left out without changing a bit.
/// </remarks>
internal sealed unsafe class Terms : IDisposable
{
    /// <summary>Most terms of a segment: short sums round less, long ones are faster.</summary>
    public const int SegmentLength = 128;

    // items, number of segments, ends: chosen anew many times a step, so they lie where no other thread's do
    private readonly AlignedMemory memory;
    private readonly int* segments;

    /// <summary>Room for a number of terms.</summary>
    public Terms(int capacity)
    {
        var items = (long)capacity * sizeof(Term) / sizeof(float);
        memory = new AlignedMemory(items + 1 + (capacity / SegmentLength) + 1);
        Items = (Term*)memory.Start;
        segments = (int*)memory.Start + items;
        Ends = segments + 1;
    }

    /// <summary>No terms: every sum is 0.</summary>
    public static Terms None { get; } = Regular(0, _ => default);

    /// <summary>The terms.</summary>
    public Term* Items { get; }

    /// <summary>For each segment the number of terms up to its end.</summary>
    public int* Ends { get; }

    /// <summary>Number of segments.</summary>
    public int Segments => *segments;

    /// <summary>All terms of a sum, the factors at regular distances.</summary>
    public static Terms Regular(int count, Func<int, Term> term)
    {
        var terms = new Terms(count);
        for (var i = 0; i < count; i++)
        {
            terms.Items[i] = term(i);
        }

        terms.Take(count);
        return terms;
    }

    /// <summary>Ends after the first <paramref name="count"/> terms, none left out.</summary>
    public void Take(int count)
    {
        var number = 0;
        for (var end = SegmentLength; end < count; end += SegmentLength)
        {
            Ends[number++] = end;
        }

        Ends[number++] = count;
        *segments = number;
    }

    /// <summary>Keeps those terms of <paramref name="all"/> that are marked in one list or the other.</summary>
    /// <param name="all">The whole sum.</param>
    /// <param name="count">Its terms.</param>
    /// <param name="marks">A byte for each of them; 0: not marked.</param>
    /// <param name="others">A second list; the same one again where there is only one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Select(Terms all, int count, byte* marks, byte* others)
    {
        var (kept, number, last) = (0, 0, 0);
        for (var begin = 0; begin < count; begin += SegmentLength)
        {
            var end = Math.Min(begin + SegmentLength, count);
            for (var i = begin; i < end; i++)
            {
                // writes always and counts sometimes: no branch to guess wrong
                Items[kept] = all.Items[i];
                kept += (marks[i] | others[i]) != 0 ? 1 : 0;
            }

            if (kept > last || (number == 0 && end == count))
            {
                last = kept;
                Ends[number++] = kept;
            }
        }

        *segments = number;
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
