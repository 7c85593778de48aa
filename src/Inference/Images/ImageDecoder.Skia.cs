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
    public static Raster Decode(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream, out var result) ?? throw (result == SKCodecResult.Unimplemented ? ImageFault.NotAnImage() : ImageFault.Corrupt("its header is damaged or cut"));
        return ImageLimits.DecodeInTurn(codec.Info.Width, codec.Info.Height, () => Decode(codec));
    }

    private static Raster Decode(SKCodec codec)
    {
        var channels = codec.Info.ColorType == SKColorType.Gray8 && codec.Info.IsOpaque ? Raster.Grey : Raster.Rgba;
        // no colour space is asked for: grey values must come through as they are stored
        var info = new SKImageInfo(
            codec.Info.Width,
            codec.Info.Height,
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
