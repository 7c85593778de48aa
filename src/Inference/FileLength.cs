namespace Toolchain.Inference;

/// <summary>How much a file holds, found out before it is opened.</summary>
internal static class FileLength
{
    /// <summary>Its bytes, of a link those of what it leads to; null where there is no file. A pipe or device has none: opening it may wait for ever.</summary>
    public static long? Of(string path)
    {
        FileSystemInfo? file = new FileInfo(path);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true); // the length of a link is its own
        }

        return file is FileInfo { Exists: true } found ? found.Length : null;
    }
}
