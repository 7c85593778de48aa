using System.Runtime.InteropServices;
using SkiaSharp;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Images;

/// <summary>Decodes pictures with SkiaSharp; <c>ImageDecoder.ImageSharp.cs</c> takes its place with <c>-p:ImageSharp=true</c>.</summary>
internal static class ImageDecoder
{
    /// <summary>Decodes the first frame of a picture.</summary>
    /// <param name="file">A whole file.</param>
    /// <exception cref="ToolException">It is no picture, or a damaged, truncated or far too large one (exit 3).</exception>
    public static Raster Decode(ArraySegment<byte> file)
    {
        var pin = GCHandle.Alloc(file.Array, GCHandleType.Pinned);
        try
        {
            using var data = SKData.Create(pin.AddrOfPinnedObject() + file.Offset, file.Count);
            using var codec = SKCodec.Create(data) ?? throw WhyNot(data);
            var info = codec.Info; // asked for once: each time makes objects of the library
            return ImageLimits.DecodeInTurn(info.Width, info.Height, () => Decode(codec, info));
        }
        finally
        {
            pin.Free();
        }
    }

    private static ToolException WhyNot(SKData data)
    {
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream, out var result);
        return result == SKCodecResult.Unimplemented ? ImageFault.NotAnImage() : ImageFault.Corrupt("its header is damaged or cut");
    }

    private static Raster Decode(SKCodec codec, SKImageInfo stored)
    {
        var channels = stored.ColorType == SKColorType.Gray8 && stored.IsOpaque ? Raster.Grey : Raster.Rgba;
        // no colour space is asked for: grey values must come through as they are stored
        var info = new SKImageInfo(
            stored.Width,
            stored.Height,
            channels == Raster.Grey ? SKColorType.Gray8 : SKColorType.Rgba8888,
            channels == Raster.Grey ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var pixels = GC.AllocateUninitializedArray<byte>(info.BytesSize);
        var pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            var result = codec.GetPixels(info, pin.AddrOfPinnedObject());
            return result == SKCodecResult.Success ? new Raster(info.Width, info.Height, channels, pixels) : throw Refusal(result);
        }
        finally
        {
            pin.Free();
        }
    }

    private static ToolException Refusal(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => ImageFault.Truncated(),
        SKCodecResult.ErrorInInput => ImageFault.Corrupt("its data contradict its header"),
        _ => ImageFault.Corrupt($"{result}"),
    };
}
