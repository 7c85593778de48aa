using System.Diagnostics.CodeAnalysis;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Images;

namespace Toolchain.Inference.Classification;

/// <summary>One thing to classify, or why there is nothing.</summary>
/// <param name="Path">As given, or below a folder as given.</param>
/// <param name="Fault">Set when it cannot even be looked for.</param>
internal readonly record struct Picture(string Path, ToolException? Fault = null);

/// <summary>Finds pictures: files as given, folders walked, paths from standard input; one after the other, never all at once.</summary>
internal static class PictureSource
{
    /// <summary>The argument that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Pictures in order; null where the next path has to be waited for, so that what came before need not wait.</summary>
    /// <param name="arguments">Files, folders, or <see cref="StandardInput"/>.</param>
    /// <param name="input">Where the paths come from that <see cref="StandardInput"/> stands for.</param>
    /// <param name="except">A folder that is passed over wherever it lies, since the program itself writes pictures there.</param>
    public static IEnumerable<Picture?> Of(IEnumerable<string> arguments, TextReader input, string? except = null)
    {
        var unwanted = except is null ? null : Whole(except);
        foreach (var argument in arguments)
        {
            foreach (var picture in argument == StandardInput ? Lines(input, unwanted) : At(argument, unwanted).Select(picture => (Picture?)picture))
            {
                yield return picture;
            }
        }
    }

    /// <summary>Whether the arguments are one picture and no more.</summary>
    public static bool IsOneFile(string[] arguments) => arguments is [not StandardInput] && !Directory.Exists(arguments[0]);

    private static IEnumerable<Picture?> Lines(TextReader input, string? unwanted)
    {
        using var ahead = new ReadAhead(input);
        foreach (var path in ahead.Lines())
        {
            if (path is null)
            {
                yield return null;
            }
            else if (path.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var end)
            {
                yield return new(path[..end], ToolException.BadInput("NUL characters part the paths on standard input", "paths, one a line", "write 'find … -print' in place of -print0"));
            }
            else if (path.Length > 0)
            {
                foreach (var picture in At(path, unwanted))
                {
                    yield return picture;
                }
            }
        }
    }

    private static IEnumerable<Picture> At(string path, string? unwanted)
    {
        if (!Directory.Exists(path))
        {
            yield return new(path);
            yield break;
        }

        var some = false;
        foreach (var picture in Below(path, unwanted))
        {
            some = true;
            yield return picture;
        }

        if (!some)
        {
            yield return new(path, ToolException.BadInput("the folder holds no pictures", $"files that end in {ImageFile.KnownExtensions}", "name another folder, or the files themselves"));
        }
    }

    private static IEnumerable<Picture> Below(string folder, string? unwanted)
    {
        if (unwanted is not null && Whole(folder) == unwanted)
        {
            yield break;
        }

        if (!TryList(folder, out var listing, out var fault))
        {
            yield return new(folder, fault);
            yield break;
        }

        foreach (var (path, isFolder) in listing.Entries())
        {
            if (!isFolder)
            {
                yield return new(path);
                continue;
            }

            foreach (var picture in Below(path, unwanted))
            {
                yield return picture;
            }
        }
    }

    private static string Whole(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private static bool TryList(string folder, [NotNullWhen(true)] out FolderListing? listing, [NotNullWhen(false)] out ToolException? fault)
    {
        try
        {
            (listing, fault) = (new FolderListing(folder, ImageFile.HasImageName), null);
            return true;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            (listing, fault) = (null, ToolException.BadInput($"the folder cannot be read: {refusal.Message}", "a folder that this user may read", "check its permissions", refusal));
            return false;
        }
    }
}
