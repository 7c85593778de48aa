using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Models;

/// <summary>Names of classes as a user gives them.</summary>
internal static class LabelList
{
    private const long LargestFile = 10_000_000;

    /// <summary>Reads <c>a,b,c</c>, or the lines of the file of that name.</summary>
    /// <exception cref="ToolException">A file that is missing or no text (exit 3); fewer than two names, an empty one or one given twice (exit 2).</exception>
    public static IReadOnlyList<string> Read(string text)
    {
        var names = File.Exists(text) || !text.Contains(',', StringComparison.Ordinal) ? Lines(text) : text.Split(',', StringSplitOptions.TrimEntries);
        const string next = "write them as a,b,c, or a line each in a file, in the order of the model's scores";
        if (names.Length < 2)
        {
            throw ToolException.WrongUsage($"--labels '{text}' holds {names.Length} name{(names.Length == 1 ? "" : "s")}", "two or more", next);
        }

        if (ShownName.FirstFault(names) is var (index, fault))
        {
            throw ToolException.WrongUsage($"name {index + 1} of --labels {fault}", $"1 to {ShownName.Longest} printable characters, each class once", next);
        }

        return names;
    }

    private static string[] Lines(string path)
    {
        const string expected = "a file with a name a line, or names with commas between";
        if (Directory.Exists(path))
        {
            throw ToolException.BadInput($"--labels {path} is a folder", expected, "name the file in it");
        }

        try
        {
            if (new FileInfo(path).Length > LargestFile)
            {
                throw ToolException.BadInput($"the file of labels {path} is larger than {LargestFile} bytes", "a line a class", "name the right file with --labels");
            }

            // the last line may end or not; empty lines between names are a mistake and stay
            return [.. File.ReadAllText(path).TrimEnd().Split('\n').Select(line => line.Trim())];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"the file of labels {path} cannot be read: {fault.Message}", expected, "name the right file with --labels", fault);
        }
    }
}
