using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Part of a layer's weights, with what their gradient is made of.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Level">The layer's outputs.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Terms">Of the sums over the samples.</param>
/// <param name="Outputs">Rows.</param>
/// <param name="Inputs">Columns; begins at a multiple of <see cref="Share.Grain"/>.</param>
internal readonly record struct WeightPart(DenseBatch Batch, int Level, DenseLayer Layer, Terms Terms, Share Outputs, Share Inputs);

/// <summary>Gradient and update of weights in one pass: the vectors run along a row of weights, and the finished sums change it at once.</summary>
internal static unsafe class WeightUpdate<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <summary>Updates a part of a layer's weights.</summary>
    /// <param name="part">Which.</param>
    /// <param name="descent">The numbers of the update.</param>
    /// <param name="sink">The update in place.</param>
    /// <param name="edgeSink">The same in the copy that <see cref="Edge"/> describes.</param>
    /// <param name="room">The thread's own.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSink>(WeightPart part, Descent descent, TSink sink, TSink edgeSink, float* room)
        where TSink : struct, ISink<TVector>
    {
        // columns that are 0 in the whole batch have no gradient; a pair of vectors may lie anywhere
        var (active, idle) = (new ColumnBlock(hasGradient: true), new ColumnBlock(hasGradient: false));
        var column = part.Inputs.Begin;
        for (; column + TLanes.Count <= part.Inputs.End; column += TLanes.Count)
        {
            if (HasGradient(part, column))
            {
                Take(part, ref active, column, sink, room);
            }
            else if (!descent.IsIdleWithoutGradient)
            {
                Take(part, ref idle, column, sink, room);
            }
        }

        Columns(part, ref active, sink, room);
        Columns(part, ref idle, sink, room);
        if (column < part.Inputs.End)
        {
            LastColumns(part, HasGradient(part, column) ? part.Terms : Terms.None, column, edgeSink, descent.HasVelocity, room);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Take<TSink>(WeightPart part, ref ColumnBlock block, int column, TSink sink, float* room)
        where TSink : struct, ISink<TVector>
    {
        block.Add(column);
        if (block.IsFull)
        {
            Columns(part, ref block, sink, room);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasGradient(WeightPart part, int column)
    {
        if (part.Level > 1)
        {
            return true;
        }

        var marks = part.Batch.Marks + column;
        var any = 0u;
        for (var i = 0; i < TLanes.Count; i += sizeof(uint))
        {
            any |= *(uint*)(marks + i);
        }

        return any != 0;
    }

    // the terms of the sums of a block's pair: the samples whose inputs are not 0 in both of its vectors, since the other terms are 0
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Terms TermsOf(WeightPart part, bool hasGradient, int pair) =>
        !hasGradient ? Terms.None : part.Level > 1 ? part.Terms : part.Batch.Touching[pair];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindTouching(WeightPart part, ref readonly ColumnBlock block)
    {
        var (batch, length) = (part.Batch, (nint)part.Batch.Capacity);
        for (var pair = 0; pair < block.Count; pair++)
        {
            var (first, second) = block.Pair(pair);
            batch.Touching[pair].Select(part.Terms, batch.Count, batch.Touches + (first / Share.Grain * length), batch.Touches + ((second < 0 ? first : second) / Share.Grain * length));
        }
    }

    // a block's columns in every row
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TSink>(WeightPart part, ref ColumnBlock block, TSink sink, float* room)
        where TSink : struct, ISink<TVector>
    {
        if (part.Level == 1 && block.HasGradient)
        {
            FindTouching(part, in block);
        }

        // the first thread goes down its rows and the second one up: a processor fetches some rows beyond the last one, and these must not be the other thread's
        var down = part.Outputs.Begin == 0;
        var (rows, step) = (part.Outputs.End - part.Outputs.Begin, (nint)(down ? -1 : 1));
        var inputs = part.Batch.Rows(part.Level - 1);
        var tile = TileOf(sink, room);
        tile.LeftStride *= step;
        tile.TargetStride = step * part.Layer.Inputs;
        for (var done = 0; done < rows; done += tile.Rows)
        {
            Place(ref tile, part, down ? part.Outputs.End - 1 - done : part.Outputs.Begin + done, rows - done);
            var weights = part.Layer.Weight + ((nint)tile.FirstRow * part.Layer.Inputs);
            for (var pair = 0; pair < block.Count; pair++)
            {
                var (first, second) = block.Pair(pair);
                SetTerms(ref tile, TermsOf(part, block.HasGradient, pair));
                tile.Right0 = inputs + first;
                tile.Right1 = second < 0 ? tile.Right0 : inputs + second;
                tile.Target0 = weights + first;
                tile.Target1 = second < 0 ? null : weights + second;
                tile.Run();
            }
        }

        block.Clear();
    }

    private static void LastColumns<TSink>(WeightPart part, Terms terms, int column, TSink sink, bool hasVelocity, float* room)
        where TSink : struct, ISink<TVector>
    {
        var count = part.Inputs.End - column;
        var weights = room + Tile<TLanes, TVector, TSink>.PartialFloats;
        var velocities = weights + Edge.Floats;
        var tile = TileOf(sink, room);
        SetTerms(ref tile, terms);
        tile.Right0 = tile.Right1 = part.Batch.Rows(part.Level - 1) + column;
        tile.TargetStride = Edge.Lane;
        tile.Target0 = weights;
        for (var row = part.Outputs.Begin; row < part.Outputs.End; row += tile.Rows)
        {
            Place(ref tile, part, row, part.Outputs.End - row);
            var place = ((nint)row * part.Layer.Inputs) + column;
            for (var i = 0; i < tile.Rows; i++)
            {
                Edge.Copy(part.Layer.Weight + place + ((nint)i * part.Layer.Inputs), weights + (i * Edge.Lane), count);
                if (hasVelocity)
                {
                    Edge.Copy(part.Layer.WeightVelocity + place + ((nint)i * part.Layer.Inputs), velocities + (i * Edge.Lane), count);
                }
            }

            tile.Run();
            for (var i = 0; i < tile.Rows; i++)
            {
                Edge.Copy(weights + (i * Edge.Lane), part.Layer.Weight + place + ((nint)i * part.Layer.Inputs), count);
                if (hasVelocity)
                {
                    Edge.Copy(velocities + (i * Edge.Lane), part.Layer.WeightVelocity + place + ((nint)i * part.Layer.Inputs), count);
                }
            }
        }
    }

    private static Tile<TLanes, TVector, TSink> TileOf<TSink>(TSink sink, float* room)
        where TSink : struct, ISink<TVector> => new() { LeftStride = DenseBatch.PanelWidth, Partial = room, Sink = sink };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetTerms<TSink>(ref Tile<TLanes, TVector, TSink> tile, Terms terms)
        where TSink : struct, ISink<TVector>
    {
        tile.Items = terms.Items;
        tile.Ends = terms.Ends;
        tile.Segments = terms.Segments;
    }

    private static void Place<TSink>(ref Tile<TLanes, TVector, TSink> tile, WeightPart part, int row, int left)
        where TSink : struct, ISink<TVector>
    {
        tile.Left = part.Batch.Deltas(part.Level) + ((nint)row * DenseBatch.PanelWidth);
        tile.FirstRow = row;
        tile.Rows = Math.Min(Tile<TLanes, TVector, TSink>.MostRows, left);
    }
}
