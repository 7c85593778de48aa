using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Images.Limits;

/// <summary>How large a picture may be, so that no file can ask for more memory than a small machine has.</summary>
internal static class ImageLimits
{
    /// <summary>Bytes of a file.</summary>
    public const long MostBytes = 48 << 20;

    /// <summary>Pixels of a side.</summary>
    public const int MostSide = 20_000;

    /// <summary>Pixels of a picture; phones take up to 50 million.</summary>
    public const long MostPixels = 64_000_000;

    /// <summary>Bytes that decoding and normalizing may take, all pictures together; with what the program itself takes, the process stays below 256 MiB.</summary>
    public const long MostMemory = 80 << 20;

    /// <summary>Pixels that are kept of a picture once it is decoded.</summary>
    public const int KeptPixels = 1 << 20;

    // the picture and what the steps of normalizing make of it, as numbers of four bytes for each colour and each map
    private const int NormalizingBytesPerPixel = 32;

    /// <summary>What a picture takes from its decoding to the end of its normalization, once it is shrunk.</summary>
    public static long NormalizingBytes(int width, int height) => Math.Min((long)width * height, KeptPixels) * NormalizingBytesPerPixel;

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

    /// <summary>Refuses a picture that would take more memory while it is decoded than all pictures together may.</summary>
    /// <param name="width">As its header says.</param>
    /// <param name="height">As its header says.</param>
    /// <param name="bytes">What decoding it takes.</param>
    /// <param name="kind">What makes it so costly.</param>
    /// <exception cref="ToolException">It would take too much (exit 3).</exception>
    public static void CheckMemory(int width, int height, long bytes, string kind)
    {
        if (bytes > MostMemory)
        {
            throw ToolException.BadInput(
                $"the picture claims to have {width} × {height} pixels and is {kind}, so that decoding it takes {bytes >> 20} MiB",
                $"at most {MostMemory >> 20} MiB",
                "crop or scale the picture, or save it as a PNG without interlacing");
        }
    }
}
