namespace Toolchain.Inference;

/// <summary>Whether a file holds something, found out before it is opened.</summary>
internal static class FileContent
{
    /// <summary>Whether there is a file of no bytes. A pipe or device counts as one too: opening it may wait for ever.</summary>
    public static bool IsEmpty(string path)
    {
        FileSystemInfo? file = new FileInfo(path);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            file = file.ResolveLinkTarget(returnFinalTarget: true); // the length of a link is its own
        }

        return file is FileInfo { Exists: true, Length: 0 };
    }
}
