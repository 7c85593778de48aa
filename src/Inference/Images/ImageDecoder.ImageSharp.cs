using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace Toolchain.Inference.Images;

/// <summary>Decodes pictures with SixLabors.ImageSharp 3.1; <c>ImageDecoder.Skia.cs</c> takes its place by default.</summary>
internal static class ImageDecoder
{
    private static readonly DecoderOptions Options = new() { MaxFrames = 1, SkipMetadata = true };

    /// <summary>Decodes the first frame of a picture.</summary>
    /// <param name="file">A whole file.</param>
    /// <exception cref="Contracts.Programs.ToolException">It is no picture, or a damaged, truncated or far too large one (exit 3).</exception>
    public static Raster Decode(ArraySegment<byte> file)
    {
        try
        {
            var info = Image.Identify(Options, file.AsSpan());
            return ImageLimits.DecodeInTurn(info.Width, info.Height, () => DecodePixels(file));
        }
        catch (UnknownImageFormatException)
        {
            throw ImageFault.NotAnImage();
        }
        catch (Exception fault) when (fault is ImageFormatException or ImageProcessingException or InvalidDataException or EndOfStreamException or IndexOutOfRangeException)
        {
            throw ImageFault.Corrupt(fault.Message, fault);
        }
    }

    private static Raster DecodePixels(ArraySegment<byte> file)
    {
        using var image = Image.Load<Rgba32>(Options, file.AsSpan());
        var pixels = GC.AllocateUninitializedArray<byte>(image.Width * image.Height * Raster.Rgba);
        image.CopyPixelDataTo(pixels);
        return new Raster(image.Width, image.Height, Raster.Rgba, pixels);
    }
}
