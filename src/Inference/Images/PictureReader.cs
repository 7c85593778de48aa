using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Images;

/// <summary>From a path to the pixels that a model takes.</summary>
internal static class PictureReader
{
    /// <summary>Reads, decodes and normalizes a picture.</summary>
    /// <param name="path">A file.</param>
    /// <param name="target">uint8 [784], white ink on black.</param>
    /// <returns>What else is on the page.</returns>
    /// <exception cref="Contracts.Programs.ToolException">The picture cannot be used (exit 3); the message leaves the path to the caller.</exception>
    public static PageContent Read(string path, Span<byte> target)
    {
        var picture = Decoded(path, out var room);
        try
        {
            return DigitNormalizer.Normalize(picture, target);
        }
        finally
        {
            room.Dispose();
        }
    }

    private static Raster Decoded(string path, out ImageRoom.Share room)
    {
        using var file = ImageFile.Read(path);
        return ImageDecoder.Decode(file.Content, out room);
    }
}
