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
        var isGrey = stored.ColorType == SKColorType.Gray8 && stored.IsOpaque;
        // no colour space is asked for: grey values must come through as they are stored
        var info = new SKImageInfo(stored.Width, stored.Height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, isGrey ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        return codec.EncodedFormat == SKEncodedImageFormat.Png && info.BytesSize > ImageLimits.BandBytes
            ? DecodeInBands(codec, info)
            : Filled(GC.AllocateUninitializedArray<byte>(info.BytesSize), info, info.Height, pixels => codec.GetPixels(info, pixels));
    }

    // each band is read from the file's beginning: a large picture takes longer, and no more memory than a band
    private static Raster DecodeInBands(SKCodec codec, SKImageInfo info)
    {
        var block = Raster.BlockFor(info.Width, info.Height, ImageLimits.KeptPixels);
        var rows = ImageLimits.BandBytes / info.RowBytes / block * block;
        var pixels = GC.AllocateUninitializedArray<byte>((rows + block) * info.RowBytes);
        var small = new List<Raster>();
        for (var (top, bottom) = (0, 0); top < info.Height; top = bottom)
        {
            // rows that do not fill a block go with the last band
            bottom = info.Height - top < rows + block ? info.Height : top + rows;
            var options = new SKCodecOptions(new SKRectI(0, top, info.Width, bottom));
            small.Add(Filled(pixels, info, bottom - top, target => codec.StartIncrementalDecode(info, target, info.RowBytes, options) is var begun and not SKCodecResult.Success ? begun : codec.IncrementalDecode()).ShrunkBy(block));
        }

        return new(small[0].Width, small.Sum(band => band.Height), small[0].Channels, [.. small.SelectMany(band => band.Pixels)]);
    }

    private static Raster Filled(byte[] pixels, SKImageInfo info, int rows, Func<nint, SKCodecResult> decode)
    {
        var pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            var result = decode(pin.AddrOfPinnedObject());
            return result == SKCodecResult.Success ? new Raster(info.Width, rows, info.BytesPerPixel, pixels) : throw Refusal(result);
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
