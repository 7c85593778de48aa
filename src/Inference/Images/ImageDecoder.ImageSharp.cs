using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Images;

/// <summary>Decodes pictures with SixLabors.ImageSharp 3.1; <c>ImageDecoder.Skia.cs</c> takes its place by default.</summary>
/// <remarks>
/// Written by the library's documentation: its package could not be restored where this was written, so this file has neither been compiled nor tested.
/// Whoever can restore it runs <c>dotnet test -p:ImageSharp=true</c>, which holds it to the same tests. Of pictures that are cut, PNG files alone are sure to be refused here.
/// </remarks>
internal static class ImageDecoder
{
    private const int PngSignature = 8;
    private const uint PngEnd = 0x49454E44; // IEND

    // metadata are read, since they hold how the picture is to be turned
    private static readonly DecoderOptions Options = new() { MaxFrames = 1 };

    /// <summary>Decodes the first frame of a picture, as it is to be looked at, and shrinks it to about <see cref="ImageLimits.KeptPixels"/>.</summary>
    /// <param name="file">A whole file.</param>
    /// <exception cref="Contracts.Programs.ToolException">It is no picture, or a damaged, truncated or far too large one (exit 3).</exception>
    public static Raster Decode(ArraySegment<byte> file)
    {
        var picture = Decode(file, out var room);
        room.Dispose();
        return picture;
    }

    /// <summary>Decodes in the same way, and keeps the memory reserved that normalizing the picture takes.</summary>
    /// <param name="file">A whole file.</param>
    /// <param name="room">To be disposed once the picture is normalized.</param>
    /// <exception cref="Contracts.Programs.ToolException">It is no picture, or a damaged, truncated or far too large one (exit 3).</exception>
    public static Raster Decode(ArraySegment<byte> file, out ImageRoom.Share room)
    {
        room = default;
        try
        {
            var info = Image.Identify(Options, file.AsSpan());
            ImageLimits.Check(info.Width, info.Height);
            var bytes = 2L * info.Width * info.Height * Raster.Rgba; // the library's picture and what it is made from
            ImageLimits.CheckMemory(info.Width, info.Height, bytes, "of any kind");
            if (IsCutPng(file))
            {
                throw ImageFault.Truncated();
            }

            room = ImageRoom.Pixels.Take(Math.Max(bytes, ImageLimits.NormalizingBytes(info.Width, info.Height)));
            return DecodePixels(file);
        }
        catch (UnknownImageFormatException)
        {
            room.Dispose();
            throw ImageFault.NotAnImage();
        }
        catch (Exception fault) when (fault is ImageFormatException or ImageProcessingException or InvalidDataException or EndOfStreamException or IndexOutOfRangeException)
        {
            room.Dispose();
            throw ImageFault.Corrupt(fault.Message, fault);
        }
    }

    // a chunk is its length, its type, so many bytes and a checksum; the last one is of the type IEND (PNG specification, third edition, 5.3)
    private static bool IsCutPng(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
        {
            return false;
        }

        const int Frame = 12;
        for (var at = (long)PngSignature; at + Frame <= file.Length; at += Frame + BinaryPrimitives.ReadUInt32BigEndian(file[(int)at..]))
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(file[((int)at + 4)..]) == PngEnd)
            {
                return false;
            }
        }

        return true;
    }

    private static Raster DecodePixels(ArraySegment<byte> file)
    {
        using var image = Image.Load<Rgba32>(Options, file.AsSpan());
        image.Mutate(picture => picture.AutoOrient());
        var average = new BlockAverage(image.Width, image.Height, Raster.Rgba, ImageLimits.KeptPixels);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < average.Rows; y++)
            {
                average.Add(MemoryMarshal.AsBytes(rows.GetRowSpan(y)));
            }
        });
        return average.Result;
    }
}
