using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Trainer.Samples.Augmentation;

/// <summary>A smooth random displacement of every pixel.</summary>
/// <remarks>
/// Simard, Steinkraus and Platt (2003) smooth white noise with a Gaussian. Here a cubic B-spline, the Gaussian's close and cheap relative (Unser, 1999), runs over
/// random numbers on a coarse grid: nodes h apart give a kernel of variance h² / 3, so h = √3 · smoothness. The grid lies anew for every image, which makes the
/// displacement's variance the same at every pixel: by axis the mean over t of the sum of B(t + i)², which is 151 / 315.
/// </remarks>
internal static class ElasticField
{
    /// <summary>Floats that a field has room for: a row's last vector may run over the row's end.</summary>
    public const int Room = DatasetFolder.Pixels + PaddedSide - DatasetFolder.Side;

    private const int PaddedSide = 32;
    private const int Taps = 4;

    // 27 pixels at the least smoothness of 0.5 need ⌊27 / (0.5·√3) + 1⌋ + 4 nodes
    private const int MostNodes = 36;

    /// <summary>Draws a field of displacements in pixels, row by row.</summary>
    /// <param name="noise">Where its numbers come from.</param>
    /// <param name="strength">Standard deviation of each displacement.</param>
    /// <param name="smoothness">Standard deviation of the kernel, in pixels, at least 0.5.</param>
    /// <param name="x">Horizontal, (784) and room for a vector's overhang.</param>
    /// <param name="y">Vertical, as <paramref name="x"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Draw(ref VariationNoise noise, double strength, double smoothness, Span<float> x, Span<float> y)
    {
        Span<float> along = stackalloc float[DatasetFolder.Side * Taps], down = stackalloc float[DatasetFolder.Side * Taps];
        Span<int> firstAlong = stackalloc int[DatasetFolder.Side], firstDown = stackalloc int[DatasetFolder.Side];
        var spacing = Math.Sqrt(3) * smoothness;
        Spread(spacing, noise.NextUnit(), firstAlong, along);
        Spread(spacing, noise.NextUnit(), firstDown, down);
        var columns = firstAlong[^1] + Taps;
        var rows = firstDown[^1] + Taps;

        // the horizontal weights as a matrix (columns, 32), so that a row of nodes is spread by whole vectors
        Span<float> weights = stackalloc float[MostNodes * PaddedSide];
        weights = weights[..(columns * PaddedSide)];
        weights.Clear();
        var gain = (float)(strength * 315 / 151);
        for (var pixel = 0; pixel < DatasetFolder.Side; pixel++)
        {
            for (var tap = 0; tap < Taps; tap++)
            {
                weights[((firstAlong[pixel] + tap) * PaddedSide) + pixel] = gain * along[(pixel * Taps) + tap];
            }
        }

        Span<float> nodes = stackalloc float[MostNodes * MostNodes];
        Span<float> spread = stackalloc float[MostNodes * PaddedSide];
        Fill(ref noise, nodes[..(rows * columns)], weights, spread, firstDown, down, x);
        Fill(ref noise, nodes[..(rows * columns)], weights, spread, firstDown, down, y);
    }

    // of each pixel the first node of its four and their weights
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(double spacing, double phase, Span<int> first, Span<float> weights)
    {
        for (var pixel = 0; pixel < first.Length; pixel++)
        {
            var place = (pixel / spacing) + phase;
            first[pixel] = (int)place;
            var t = (float)(place - first[pixel]);
            var rest = 1 - t;
            weights[(pixel * Taps) + 0] = rest * rest * rest / 6;
            weights[(pixel * Taps) + 1] = ((((3 * t) - 6) * t * t) + 4) / 6;
            weights[(pixel * Taps) + 2] = ((((3 * rest) - 6) * rest * rest) + 4) / 6;
            weights[(pixel * Taps) + 3] = t * t * t / 6;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(ref VariationNoise noise, Span<float> nodes, ReadOnlySpan<float> weights, Span<float> spread, ReadOnlySpan<int> firstDown, ReadOnlySpan<float> down, Span<float> field)
    {
        noise.FillUnitVariance(nodes);
        var columns = weights.Length / PaddedSide;
        for (var row = 0; row < nodes.Length / columns; row++)
        {
            Combine(nodes.Slice(row * columns, columns), weights, spread.Slice(row * PaddedSide, PaddedSide));
        }

        for (var row = 0; row < DatasetFolder.Side; row++)
        {
            Combine(down.Slice(row * Taps, Taps), spread[(firstDown[row] * PaddedSide)..], field.Slice(row * DatasetFolder.Side, PaddedSide));
        }
    }

    // sum over i of factors[i] · rows[i], rows of 32; multiplied and added apart, so that every processor rounds alike
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(ReadOnlySpan<float> factors, ReadOnlySpan<float> rows, Span<float> sum)
    {
        for (var lane = 0; lane < PaddedSide; lane += Vector<float>.Count)
        {
            var total = Vector<float>.Zero;
            for (var i = 0; i < factors.Length; i++)
            {
                total += new Vector<float>(factors[i]) * Vector.LoadUnsafe(ref MemoryMarshal.GetReference(rows[((i * PaddedSide) + lane)..]));
            }

            total.CopyTo(sum[lane..]);
        }
    }
}
