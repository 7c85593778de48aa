using System.Collections.Concurrent;
using System.IO.Enumeration;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Classification;

/// <summary>One thing to classify, or why there is nothing.</summary>
/// <param name="Path">As given, or below a folder as given.</param>
/// <param name="Fault">Set when it cannot even be looked for.</param>
internal sealed record Picture(string Path, ToolException? Fault = null);

/// <summary>Finds pictures: files as given, folders walked, paths from standard input; one after the other, never all at once.</summary>
internal static class PictureSource
{
    /// <summary>The argument that stands for standard input.</summary>
    public const string StandardInput = "-";

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Pictures in order; null where the next path has to be waited for, so that what came before need not wait.</summary>
    public static IEnumerable<Picture?> Of(IEnumerable<string> arguments, TextReader input)
    {
        foreach (var argument in arguments)
        {
            foreach (var picture in argument == StandardInput ? Lines(input) : At(argument))
            {
                yield return picture;
            }
        }
    }

    // read ahead on a thread of its own: only so can it be known that the next line has to be waited for
    private static IEnumerable<Picture?> Lines(TextReader input)
    {
        using var lines = new BlockingCollection<string>(DigitBatch.Capacity);
        var reading = Task.Run(() => ReadAll(input, lines));
        while (!lines.IsCompleted)
        {
            if (!lines.TryTake(out var path))
            {
                yield return null;
                if (!lines.TryTake(out path, Timeout.Infinite))
                {
                    break;
                }
            }

            foreach (var picture in path.Length > 0 ? At(path) : [])
            {
                yield return picture;
            }
        }

        reading.GetAwaiter().GetResult();
    }

    private static void ReadAll(TextReader input, BlockingCollection<string> lines)
    {
        try
        {
            while (input.ReadLine() is { } line)
            {
                lines.Add(line);
            }
        }
        finally
        {
            lines.CompleteAdding();
        }
    }

    private static IEnumerable<Picture> At(string path)
    {
        if (!Directory.Exists(path))
        {
            yield return new(path);
            yield break;
        }

        var some = false;
        foreach (var picture in Below(path))
        {
            some = true;
            yield return picture;
        }

        if (!some)
        {
            yield return new(path, ToolException.BadInput("the folder holds no pictures", $"files that end in {ImageFile.KnownExtensions}", "name another folder, or the files themselves"));
        }
    }

    private static IEnumerable<Picture> Below(string folder)
    {
        foreach (var (path, isFolder, fault) in Entries(folder))
        {
            if (fault is null && isFolder)
            {
                foreach (var picture in Below(path))
                {
                    yield return picture;
                }
            }
            else if (fault is not null || ImageFile.HasImageName(path))
            {
                yield return new(path, fault);
            }
        }
    }

    // sorted as the whole paths would be: a folder counts with the separator behind its name; links to folders could lead in circles
    private static IEnumerable<(string Path, bool IsFolder, ToolException? Fault)> Entries(string folder)
    {
        try
        {
            var entries = new FileSystemEnumerable<(string Path, bool IsFolder, ToolException? Fault)>(
                folder, (ref FileSystemEntry entry) => (entry.ToSpecifiedFullPath(), entry.IsDirectory, null), Everything)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            return [.. entries.OrderBy(entry => entry.IsFolder ? entry.Path + '/' : entry.Path, StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [(folder, true, ToolException.BadInput($"the folder cannot be read: {fault.Message}", "a folder that this user may read", "check its permissions", fault))];
        }
    }
}
