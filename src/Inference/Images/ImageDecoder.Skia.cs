using System.Runtime.InteropServices;
using SkiaSharp;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Images;

/// <summary>Decodes pictures with SkiaSharp; <c>ImageDecoder.ImageSharp.cs</c> takes its place with <c>-p:ImageSharp=true</c>.</summary>
internal static class ImageDecoder
{
    // decoders that shrink while they decode do so by eighths
    private const int Eighths = 8;

    // of a large PNG so many bytes are held at a time
    private const int StripBytes = 64 << 20;

    /// <summary>Decodes the first frame of a picture, as it is to be looked at, and shrinks it to about <see cref="ImageLimits.KeptPixels"/>.</summary>
    /// <param name="file">A whole file.</param>
    /// <exception cref="ToolException">It is no picture, or a damaged, truncated or far too large one (exit 3).</exception>
    public static Raster Decode(ArraySegment<byte> file)
    {
        var picture = Decode(file, out var room);
        room.Dispose();
        return picture;
    }

    /// <summary>Decodes in the same way, and keeps the memory reserved that normalizing the picture takes.</summary>
    /// <param name="file">A whole file; large chunks of a PNG file that are no pixels are moved over.</param>
    /// <param name="room">To be disposed once the picture is normalized.</param>
    /// <exception cref="ToolException">It is no picture, or a damaged, truncated or far too large one (exit 3).</exception>
    public static Raster Decode(ArraySegment<byte> file, out ImageRoom.Share room)
    {
        file = PngChunks.WithoutLarge(file);
        var pin = GCHandle.Alloc(file.Array, GCHandleType.Pinned);
        try
        {
            using var data = SKData.Create(pin.AddrOfPinnedObject() + file.Offset, file.Count);
            using var codec = SKCodec.Create(data) ?? throw WhyNot(data);
            return Decode(codec, file, out room).Turned(OrientationOf(codec, file));
        }
        finally
        {
            pin.Free();
        }
    }

    // of PNG files the library does not say
    private static Orientation OrientationOf(SKCodec codec, ReadOnlySpan<byte> file) =>
        codec.EncodedFormat == SKEncodedImageFormat.Png ? ExifOrientation.Of(PngChunks.ContentOf(file, "eXIf"u8)) : (Orientation)codec.EncodedOrigin;

    private static ToolException WhyNot(SKData data)
    {
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream, out var result);
        return result == SKCodecResult.Unimplemented ? ImageFault.NotAnImage() : ImageFault.Corrupt("its header is damaged or cut");
    }

    private static Raster Decode(SKCodec codec, ReadOnlySpan<byte> file, out ImageRoom.Share room)
    {
        var stored = codec.Info; // asked for once: each time makes objects of the library
        ImageLimits.Check(stored.Width, stored.Height);
        var size = Shrunk(codec, stored);
        var isGrey = stored.ColorType == SKColorType.Gray8 && stored.IsOpaque;
        // no colour space is asked for: grey values must come through as they are stored
        var info = new SKImageInfo(size.Width, size.Height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, isGrey ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var cost = CostOf(codec, file);
        var whole = info.BytesSize64 + (long)(cost.BytesPerPixel * stored.Width * stored.Height);
        var inStrips = cost.IsInStrips && whole > StripBytes;
        var bytes = inStrips ? StripBytes : whole;
        ImageLimits.CheckMemory(stored.Width, stored.Height, bytes, cost.Kind);
        if (bytes > ImageLimits.KeptPixels)
        {
            NativeHeap.KeepLean();
        }

        room = ImageRoom.Pixels.Take(Math.Max(bytes, ImageLimits.NormalizingBytes(info.Width, info.Height)));
        try
        {
            return inStrips ? InStrips(codec, info, (int)Math.Max(1, StripBytes / (whole / info.Height))) : InOne(codec, info);
        }
        catch
        {
            room.Dispose();
            throw;
        }
    }

    // the smallest size that the decoder offers and that loses nothing
    private static SKSizeI Shrunk(SKCodec codec, SKImageInfo stored)
    {
        for (var eighths = 1; eighths < Eighths && (long)stored.Width * stored.Height > ImageLimits.KeptPixels; eighths++)
        {
            var size = codec.GetScaledDimensions((float)eighths / Eighths);
            if ((long)size.Width * size.Height >= ImageLimits.KeptPixels)
            {
                return size;
            }
        }

        return stored.Size;
    }

    // what the decoder holds beside the pixels that it hands over, and whether it can do so for a strip of the picture
    private static (double BytesPerPixel, bool IsInStrips, string Kind) CostOf(SKCodec codec, ReadOnlySpan<byte> file)
    {
        switch (codec.EncodedFormat)
        {
            case SKEncodedImageFormat.Png:
                var png = PngHeader.Of(file);
                return (png.IsInterlaced ? png.MostBytesPerPixel : 0, true, "a PNG");
            case SKEncodedImageFormat.Jpeg:
                var jpeg = JpegHeader.Of(file);
                return jpeg.IsSequential ? (0, false, "a JPEG") : (jpeg.SamplesPerPixel * JpegHeader.CoefficientBytes, false, "a progressive JPEG");
            case SKEncodedImageFormat.Bmp:
                return (0, false, "a BMP");
            case SKEncodedImageFormat.Webp:
                return (Raster.Rgba, false, "a WebP");
            default:
                return (Raster.Rgba, false, $"a {$"{codec.EncodedFormat}".ToUpperInvariant()}");
        }
    }

    private static Raster InOne(SKCodec codec, SKImageInfo info)
    {
        if ((long)info.Width * info.Height > ImageLimits.KeptPixels)
        {
            return Averaged(info, info.Height, (pixels, _, _) => codec.GetPixels(info, pixels));
        }

        var raster = new Raster(info.Width, info.Height, info.BytesPerPixel, GC.AllocateUninitializedArray<byte>(info.BytesSize));
        var pin = GCHandle.Alloc(raster.Pixels, GCHandleType.Pinned);
        try
        {
            Check(codec.GetPixels(info, pin.AddrOfPinnedObject()));
            return raster;
        }
        finally
        {
            pin.Free();
        }
    }

    // each strip reads the file from its beginning: the library cannot go on with other memory
    private static Raster InStrips(SKCodec codec, SKImageInfo info, int rows) => Averaged(info, rows, (pixels, top, bottom) =>
    {
        var started = codec.StartIncrementalDecode(info, pixels, info.RowBytes, new SKCodecOptions(new SKRectI(0, top, info.Width, bottom)));
        return started == SKCodecResult.Success ? codec.IncrementalDecode(out _) : started;
    });

    // outside the collected heap, which would hold on to memory of this size
    private static Raster Averaged(SKImageInfo info, int rows, Func<nint, int, int, SKCodecResult> decode)
    {
        using var strip = new SKBitmap(info.WithSize(info.Width, rows));
        var average = new BlockAverage(info.Width, info.Height, info.BytesPerPixel, ImageLimits.KeptPixels);
        for (var top = 0; top < average.Rows; top += rows)
        {
            var bottom = Math.Min(top + rows, info.Height);
            Check(decode(strip.GetPixels(), top, bottom));
            for (var y = top; y < Math.Min(bottom, average.Rows); y++)
            {
                average.Add(strip.GetPixelSpan().Slice((y - top) * info.RowBytes, info.RowBytes));
            }
        }

        return average.Result;
    }

    private static void Check(SKCodecResult result)
    {
        if (result != SKCodecResult.Success)
        {
            throw result switch
            {
                SKCodecResult.IncompleteInput => ImageFault.Truncated(),
                SKCodecResult.ErrorInInput => ImageFault.Corrupt("its data contradict its header"),
                _ => ImageFault.Corrupt("its data cannot be decoded"),
            };
        }
    }
}
