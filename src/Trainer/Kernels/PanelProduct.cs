using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>The factors of a product whose vectors run along the samples of panels.</summary>
/// <param name="Left">First left factor of row 0.</param>
/// <param name="LeftStride">Elements from a row's left factors to the next row's.</param>
/// <param name="Terms">Of every sum.</param>
/// <param name="Right">The right factors, in panels.</param>
/// <param name="RightFeatures">Features of a panel of the right.</param>
internal readonly unsafe record struct Factors(nint Left, nint LeftStride, Terms Terms, nint Right, int RightFeatures)
{
    public Factors(float* left, nint leftStride, Terms terms, float* right, int rightFeatures)
        : this((nint)left, leftStride, terms, (nint)right, rightFeatures)
    {
    }
}

/// <summary>Which sums of a product over panels, and where they go.</summary>
/// <param name="Target">The panels of the sums.</param>
/// <param name="Features">Features of such a panel.</param>
/// <param name="Rows">Which of those features.</param>
/// <param name="Samples">Which samples; begins at a multiple of <see cref="Share.Grain"/>.</param>
internal readonly unsafe record struct Sums(nint Target, int Features, Share Rows, Share Samples)
{
    public Sums(float* target, int features, Share rows, Share samples)
        : this((nint)target, features, rows, samples)
    {
    }
}

/// <summary>Products whose vectors run along samples: forward, and backward to a hidden layer.</summary>
internal static unsafe class PanelProduct<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private const int Panel = DenseBatch.PanelWidth;

    /// <summary>Computes the sums and hands them to the sink.</summary>
    /// <param name="factors">What is multiplied.</param>
    /// <param name="sums">Which sums.</param>
    /// <param name="sink">What becomes of them.</param>
    /// <param name="room">Room for <see cref="Tile{TLanes, TVector, TSink}.PartialFloats"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSink>(Factors factors, Sums sums, TSink sink, float* room)
        where TSink : struct, ISink<TVector>
    {
        const int MostRows = Tile<TLanes, TVector, TSink>.MostRows;
        var tile = new Tile<TLanes, TVector, TSink>
        {
            LeftStride = factors.LeftStride,
            Items = factors.Terms.Items,
            Ends = factors.Terms.Ends,
            Segments = factors.Terms.Segments,
            TargetStride = Panel,
            Partial = room,
            Sink = sink,
        };
        for (var begin = sums.Samples.Begin; begin < sums.Samples.End;)
        {
            var (panel, lane) = (begin / Panel, begin % Panel);
            var end = Math.Min(sums.Samples.End - begin, Panel - lane) + lane;
            var right = (float*)factors.Right + ((nint)panel * factors.RightFeatures * Panel);
            var target = (float*)sums.Target + ((nint)panel * sums.Features * Panel);
            for (var row = sums.Rows.Begin; row < sums.Rows.End; row += MostRows)
            {
                tile.Left = (float*)factors.Left + (row * factors.LeftStride);
                tile.FirstRow = row;
                tile.Rows = Math.Min(MostRows, sums.Rows.End - row);
                for (var column = lane; column < end; column += 2 * TLanes.Count)
                {
                    var isPair = column + TLanes.Count < end;
                    tile.Right0 = right + column;
                    tile.Right1 = isPair ? tile.Right0 + TLanes.Count : tile.Right0;
                    tile.Target0 = target + ((nint)row * Panel) + column;
                    tile.Target1 = isPair ? tile.Target0 + TLanes.Count : null;
                    tile.Run();
                }
            }

            begin += end - lane;
        }
    }
}
