using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>What becomes of the sums of a tile.</summary>
internal unsafe interface ISink<TVector>
    where TVector : struct
{
    /// <summary>Takes one vector of finished sums.</summary>
    /// <param name="sum">The sums.</param>
    /// <param name="target">Where they belong.</param>
    /// <param name="row">Row of the product.</param>
    void Take(TVector sum, float* target, int row);
}

/// <summary>A product of matrices, a tile at a time: sum(r, c) = Σₘ left(r, m) · right(m, c), one number of the left times a vector of the right.</summary>
/// <remarks>
/// Forward, backward and gradient of a dense layer are all this one product over different memory. Six rows by two vectors are twelve sums in
/// registers: enough independent chains to keep two multiply-add units of four cycles busy, and they fit the sixteen registers of AVX2 together with the
/// factors. Each sum is added up alone and in the order of its terms, so a value has the same bits wherever in a tile it lies.
/// </remarks>
/// <typeparam name="TLanes">The width.</typeparam>
/// <typeparam name="TVector">Its vector.</typeparam>
/// <typeparam name="TSink">What becomes of the sums.</typeparam>
internal unsafe ref struct Tile<TLanes, TVector, TSink>
    where TLanes : ILanes<TVector>
    where TVector : struct
    where TSink : struct, ISink<TVector>
{
    /// <summary>Rows of a tile.</summary>
    public const int MostRows = 6;

    /// <summary>Floats that <see cref="Partial"/> needs room for: twelve of the widest vectors.</summary>
    public const int PartialFloats = MostRows * 2 * 16;

    /// <summary>First left factor of the first row.</summary>
    public float* Left;

    /// <summary>Elements from a row's left factors to the next row's.</summary>
    public nint LeftStride;

    /// <summary>Number of the first row, as the sink knows it.</summary>
    public int FirstRow;

    /// <summary>Rows of this tile, 1 to <see cref="MostRows"/>.</summary>
    public int Rows;

    /// <summary>The terms of every sum.</summary>
    public Term* Items;

    /// <summary>Ends of the segments of the terms.</summary>
    public int* Ends;

    /// <summary>Number of segments.</summary>
    public int Segments;

    /// <summary>First right factor of the first vector of columns.</summary>
    public float* Right0;

    /// <summary>First right factor of the second vector of columns; the first one's where there is only one.</summary>
    public float* Right1;

    /// <summary>Where the first vector of sums of the first row goes.</summary>
    public float* Target0;

    /// <summary>Where the second goes; null where there is only one.</summary>
    public float* Target1;

    /// <summary>Elements from a row's targets to the next row's.</summary>
    public nint TargetStride;

    /// <summary>Room for the sums of the segments so far.</summary>
    public float* Partial;

    /// <summary>What becomes of the sums.</summary>
    public TSink Sink;

    /// <summary>Computes the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run()
    {
        // rows that are not there repeat the last one, and their sums are dropped
        var last = Rows - 1;
        var left0 = Left;
        var left1 = Left + (LeftStride * Math.Min(1, last));
        var left2 = Left + (LeftStride * Math.Min(2, last));
        var left3 = Left + (LeftStride * Math.Min(3, last));
        var left4 = Left + (LeftStride * Math.Min(4, last));
        var left5 = Left + (LeftStride * Math.Min(5, last));
        var right0 = Right0;
        var right1 = Right1;
        TVector a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1;
        var term = Items;
        var segment = 0;
        while (true)
        {
            a0 = a1 = b0 = b1 = c0 = c1 = d0 = d1 = e0 = e1 = f0 = f1 = default;
            var end = Items + Ends[segment];
            for (; term < end; term++)
            {
                nint offset = term->Left;
                nint place = term->Right;
                var q0 = TLanes.Load(right0 + place);
                var q1 = TLanes.Load(right1 + place);
                var p = TLanes.Fill(left0[offset]);
                a0 = TLanes.MultiplyAdd(p, q0, a0);
                a1 = TLanes.MultiplyAdd(p, q1, a1);
                p = TLanes.Fill(left1[offset]);
                b0 = TLanes.MultiplyAdd(p, q0, b0);
                b1 = TLanes.MultiplyAdd(p, q1, b1);
                p = TLanes.Fill(left2[offset]);
                c0 = TLanes.MultiplyAdd(p, q0, c0);
                c1 = TLanes.MultiplyAdd(p, q1, c1);
                p = TLanes.Fill(left3[offset]);
                d0 = TLanes.MultiplyAdd(p, q0, d0);
                d1 = TLanes.MultiplyAdd(p, q1, d1);
                p = TLanes.Fill(left4[offset]);
                e0 = TLanes.MultiplyAdd(p, q0, e0);
                e1 = TLanes.MultiplyAdd(p, q1, e1);
                p = TLanes.Fill(left5[offset]);
                f0 = TLanes.MultiplyAdd(p, q0, f0);
                f1 = TLanes.MultiplyAdd(p, q1, f1);
            }

            if (segment > 0)
            {
                a0 = TLanes.Add(Sum(0), a0);
                a1 = TLanes.Add(Sum(1), a1);
                b0 = TLanes.Add(Sum(2), b0);
                b1 = TLanes.Add(Sum(3), b1);
                c0 = TLanes.Add(Sum(4), c0);
                c1 = TLanes.Add(Sum(5), c1);
                d0 = TLanes.Add(Sum(6), d0);
                d1 = TLanes.Add(Sum(7), d1);
                e0 = TLanes.Add(Sum(8), e0);
                e1 = TLanes.Add(Sum(9), e1);
                f0 = TLanes.Add(Sum(10), f0);
                f1 = TLanes.Add(Sum(11), f1);
            }

            if (++segment == Segments)
            {
                break;
            }

            Keep(0, a0);
            Keep(1, a1);
            Keep(2, b0);
            Keep(3, b1);
            Keep(4, c0);
            Keep(5, c1);
            Keep(6, d0);
            Keep(7, d1);
            Keep(8, e0);
            Keep(9, e1);
            Keep(10, f0);
            Keep(11, f1);
        }

        // in locals, since what is stored might be this tile for all the compiler knows
        var (target0, target1) = ((nint)Target0, (nint)Target1);
        var (stride, row, sink) = (TargetStride * sizeof(float), FirstRow, Sink);
        if (last == MostRows - 1 && target1 != 0)
        {
            sink.Take(a0, (float*)target0, row);
            sink.Take(a1, (float*)target1, row);
            sink.Take(b0, (float*)(target0 += stride), ++row);
            sink.Take(b1, (float*)(target1 += stride), row);
            sink.Take(c0, (float*)(target0 += stride), ++row);
            sink.Take(c1, (float*)(target1 += stride), row);
            sink.Take(d0, (float*)(target0 += stride), ++row);
            sink.Take(d1, (float*)(target1 += stride), row);
            sink.Take(e0, (float*)(target0 += stride), ++row);
            sink.Take(e1, (float*)(target1 += stride), row);
            sink.Take(f0, (float*)(target0 + stride), ++row);
            sink.Take(f1, (float*)(target1 + stride), row);
            return;
        }

        Give(0, a0, a1);
        Give(1, b0, b1);
        Give(2, c0, c1);
        Give(3, d0, d1);
        Give(4, e0, e1);
        Give(5, f0, f1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TVector Sum(int place) => TLanes.Load(Partial + (place * TLanes.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Keep(int place, TVector sum) => TLanes.Store(sum, Partial + (place * TLanes.Count));

    private readonly void Give(int row, TVector first, TVector second)
    {
        if (row >= Rows)
        {
            return;
        }

        Sink.Take(first, Target0 + (TargetStride * row), FirstRow + row);
        if (Target1 != null)
        {
            Sink.Take(second, Target1 + (TargetStride * row), FirstRow + row);
        }
    }
}
