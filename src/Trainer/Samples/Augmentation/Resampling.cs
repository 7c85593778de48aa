using System.Numerics;
using System.Runtime.CompilerServices;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Trainer.Samples.Augmentation;

/// <summary>Reads an image at other places than its pixels' own: bilinear between the four nearest, black outside, rounded to bytes.</summary>
/// <remarks>Products and sums are rounded one by one, so that every processor and every vector width gives the same bytes.</remarks>
internal static class Resampling
{
    private const int Side = DatasetFolder.Side;

    // a border of one black pixel before and two after: a place up to −1 or 28 has four neighbours
    private const int PaddedSide = 32;
    private const int PaddedRows = Side + 3;

    private static readonly float[] ColumnOf = [.. Enumerable.Range(0, DatasetFolder.Pixels).Select(pixel => (float)(pixel % Side))];
    private static readonly float[] RowOf = [.. Enumerable.Range(0, DatasetFolder.Pixels).Select(pixel => (float)(pixel / Side))];

    /// <summary>Fills <paramref name="target"/> (784): pixel (x, y) is the image at <c>map(x, y)</c> plus the displacement there.</summary>
    /// <param name="image">Pixels, uint8 (784).</param>
    /// <param name="map">Where pixels come from.</param>
    /// <param name="displaceX">Horizontal displacement of each pixel, at least (784), or empty for none.</param>
    /// <param name="displaceY">Vertical displacement, as <paramref name="displaceX"/>.</param>
    /// <param name="target">The varied image, uint8 (784).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Apply(ReadOnlySpan<byte> image, AffineMap map, ReadOnlySpan<float> displaceX, ReadOnlySpan<float> displaceY, Span<byte> target)
    {
        Span<byte> padded = stackalloc byte[PaddedRows * PaddedSide];
        padded.Clear();
        for (var row = 0; row < Side; row++)
        {
            image.Slice(row * Side, Side).CopyTo(padded[(((row + 1) * PaddedSide) + 1)..]);
        }

        Span<int> corners = stackalloc int[DatasetFolder.Pixels];
        Span<float> acrossX = stackalloc float[DatasetFolder.Pixels], acrossY = stackalloc float[DatasetFolder.Pixels];
        Locate(map, displaceX, displaceY, corners, acrossX, acrossY);
        Fetch(padded, corners);
        Blend(corners, acrossX, acrossY, target);
    }

    // offset of each place's upper left neighbour in the padded image, and the place's distance from it
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Locate(AffineMap map, ReadOnlySpan<float> displaceX, ReadOnlySpan<float> displaceY, Span<int> corners, Span<float> acrossX, Span<float> acrossY)
    {
        var (first, last) = (new Vector<float>(-1), new Vector<float>(Side));
        for (var i = 0; i < DatasetFolder.Pixels; i += Vector<float>.Count)
        {
            var (column, row) = (new Vector<float>(ColumnOf, i), new Vector<float>(RowOf, i));
            var x = (map.Xx * column) + (map.Xy * row) + new Vector<float>(map.X0);
            var y = (map.Yx * column) + (map.Yy * row) + new Vector<float>(map.Y0);
            if (!displaceX.IsEmpty)
            {
                x += new Vector<float>(displaceX[i..]);
                y += new Vector<float>(displaceY[i..]);
            }

            x = Vector.Min(Vector.Max(x, first), last);
            y = Vector.Min(Vector.Max(y, first), last);
            var (left, top) = (Vector.Floor(x), Vector.Floor(y));
            (x - left).CopyTo(acrossX[i..]);
            (y - top).CopyTo(acrossY[i..]);
            Vector.ConvertToInt32Native((top * PaddedSide) + left + new Vector<float>(PaddedSide + 1)).CopyTo(corners[i..]);
        }
    }

    // each offset makes way for the four neighbours it leads to, a byte each: upper left, upper right, lower left, lower right
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fetch(ReadOnlySpan<byte> padded, Span<int> corners)
    {
        foreach (ref var corner in corners)
        {
            var upper = Unsafe.ReadUnaligned<ushort>(in padded[corner]);
            var lower = Unsafe.ReadUnaligned<ushort>(in padded[corner + PaddedSide]);
            corner = upper | (lower << 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend(ReadOnlySpan<int> neighbours, ReadOnlySpan<float> acrossX, ReadOnlySpan<float> acrossY, Span<byte> target)
    {
        var width = Vector<byte>.Count;
        for (var i = 0; ; i = Math.Min(i + width, DatasetFolder.Pixels - width))
        {
            var quarter = Vector<float>.Count;
            var low = Vector.Narrow(Blend(neighbours, acrossX, acrossY, i), Blend(neighbours, acrossX, acrossY, i + quarter));
            var high = Vector.Narrow(Blend(neighbours, acrossX, acrossY, i + (2 * quarter)), Blend(neighbours, acrossX, acrossY, i + (3 * quarter)));
            Vector.Narrow(low.As<short, ushort>(), high.As<short, ushort>()).CopyTo(target[i..]);
            if (i == DatasetFolder.Pixels - width)
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Blend(ReadOnlySpan<int> neighbours, ReadOnlySpan<float> acrossX, ReadOnlySpan<float> acrossY, int i)
    {
        var four = new Vector<int>(neighbours[i..]);
        var (x, y) = (new Vector<float>(acrossX[i..]), new Vector<float>(acrossY[i..]));
        var mask = new Vector<int>(byte.MaxValue);
        var upperLeft = Vector.ConvertToSingle(four & mask);
        var upperRight = Vector.ConvertToSingle((four >>> 8) & mask);
        var lowerLeft = Vector.ConvertToSingle((four >>> 16) & mask);
        var lowerRight = Vector.ConvertToSingle(four >>> 24);
        var upper = upperLeft + (x * (upperRight - upperLeft));
        var lower = lowerLeft + (x * (lowerRight - lowerLeft));
        return Vector.ConvertToInt32Native(upper + (y * (lower - upper)) + new Vector<float>(0.5f));
    }
}
