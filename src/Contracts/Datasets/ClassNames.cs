using System.Text;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Datasets;

/// <summary>The names of a set's classes, as its owner wrote them beside the IDX files: one a line, in the order of the labels.</summary>
internal static class ClassNames
{
    /// <summary>The file's name.</summary>
    public const string FileName = "classes.txt";

    // ten names of four bytes a character, and line ends; nothing larger is read
    private const long MostBytes = DatasetFolder.Classes * ((4 * ShownName.Longest) + 2);

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the names; null when the folder has none.</summary>
    /// <exception cref="ToolException">There are more or fewer than the classes, or one of them is no name (exit 3).</exception>
    public static IReadOnlyList<string>? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? Parse(path, Text(path)) : null;
    }

    private static string Text(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw Refusal($"{path} is longer than {MostBytes} bytes");
        }

        try
        {
            return Strict.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException fault)
        {
            throw Refusal($"{path} is no UTF-8 text: {fault.Message}", fault);
        }
    }

    private static string[] Parse(string path, string text)
    {
        var names = text.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        if (names.Length != DatasetFolder.Classes)
        {
            throw Refusal($"{path} has {names.Length} {(names.Length == 1 ? "line" : "lines")}");
        }

        return ShownName.FirstFault(names) is var (index, fault) ? throw Refusal($"{path}: line {index + 1} {fault}") : names;
    }

    private static ToolException Refusal(string found, Exception? cause = null) => ToolException.BadInput(
        found,
        $"{DatasetFolder.Classes} lines, each the name of a class (at most {ShownName.Longest} characters, all different), in the order of the labels",
        $"correct {FileName}, or remove it: the classes are then called by their numbers",
        cause);
}
