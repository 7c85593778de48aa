using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Images;

/// <summary>How large a picture may be, so that no file can ask for more memory than a small machine has.</summary>
internal static class ImageLimits
{
    /// <summary>Bytes of a file.</summary>
    public const long MostBytes = 256 << 20;

    /// <summary>Pixels of a side.</summary>
    public const int MostSide = 20_000;

    /// <summary>Pixels of a picture; phones take up to 50 million.</summary>
    public const long MostPixels = 64_000_000;

    /// <summary>Pixels that are kept of a picture once it is decoded.</summary>
    public const int KeptPixels = 1 << 20;

    /// <summary>Bytes that are decoded at once, where a format can be decoded in bands; the decoder itself may take twice as much for a band, with sixteen bits a channel and interlaced.</summary>
    public const int BandBytes = 48 << 20;

    // more than this, and pictures are decoded one at a time, whatever the number of threads
    private const long LargePixels = 4 << 20;

    private static readonly Lock LargeTurn = new();

    /// <summary>Believes a header or refuses it, before anything of the claimed size is allocated.</summary>
    /// <exception cref="ToolException">The picture claims to be too large (exit 3).</exception>
    public static void Check(int width, int height)
    {
        if (width < 1 || height < 1 || width > MostSide || height > MostSide || (long)width * height > MostPixels)
        {
            throw ToolException.BadInput(
                $"the picture claims to have {width} × {height} pixels",
                $"1 to {MostSide} pixels a side, {MostPixels / 1_000_000} million in all",
                "crop or scale the picture first");
        }
    }

    /// <summary>Decodes and shrinks; of large pictures one at a time, so that memory does not grow with the number of threads.</summary>
    public static Raster DecodeInTurn(int width, int height, Func<Raster> decode)
    {
        Check(width, height);
        if ((long)width * height <= LargePixels)
        {
            return decode().ShrunkTo(KeptPixels);
        }

        lock (LargeTurn)
        {
            var small = decode().ShrunkTo(KeptPixels);
            // a quarter of a gigabyte may just have become garbage; the next picture must not come on top of it
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return small;
        }
    }
}
