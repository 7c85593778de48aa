using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images.Limits;

namespace Toolchain.Inference.Images;

/// <summary>Reading a picture's file, or saying why that is impossible.</summary>
internal static class ImageFile
{
    // what the runtime puts in the place of bytes that are no letters
    private const char NotUtf8 = '\uFFFD';

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"];

    /// <summary>Whether a file of a folder counts as a picture.</summary>
    public static bool HasImageName(ReadOnlySpan<char> path)
    {
        foreach (var extension in Extensions)
        {
            if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The extensions of pictures, for messages.</summary>
    public static string KnownExtensions => string.Join(", ", Extensions);

    /// <summary>The content of a file; to be disposed once it is decoded.</summary>
    /// <exception cref="ToolException">Missing, a folder, empty, a pipe or device, too large or unreadable (exit 3).</exception>
    public static ImageBytes Read(string path)
    {
        try
        {
            var known = FileLength.Of(path);
            if (known == 0)
            {
                throw ToolException.BadInput("the file is empty, or a pipe or device", "a picture in a file", "copy or export it again");
            }

            using var file = File.OpenHandle(path);
            var length = known ?? RandomAccess.GetLength(file);
            if (length > ImageLimits.MostBytes)
            {
                throw ToolException.BadInput($"the file has {length} bytes", $"at most {ImageLimits.MostBytes}", "crop or scale the picture first");
            }

            var bytes = ImageBytes.Rent((int)length);
            try
            {
                while (bytes.Rest is { Count: > 0 } rest && RandomAccess.Read(file, rest, bytes.Count) is var read and > 0)
                {
                    bytes.Count += read;
                }

                return bytes;
            }
            catch
            {
                bytes.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw path.Contains(NotUtf8)
                ? ToolException.BadInput("the name of the file is not in UTF-8, so that it cannot be opened", "a name in UTF-8", "rename the file", fault)
                : ToolException.BadInput("there is no such file or folder", "a picture, or a folder with pictures", "check the path", fault);
        }
        catch (NotSupportedException fault)
        {
            throw ToolException.BadInput("this is a pipe or a device", "a picture in a file", "save what comes through it to a file first", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw ToolException.BadInput($"the file cannot be read: {fault.Message}", "a picture that this user may read", "check the path and its permissions", fault);
        }
    }
}
