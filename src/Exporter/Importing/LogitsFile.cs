using System.Globalization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Exporter.Importing;

/// <summary>Logits as text: a line for each sample, numbers with commas between them.</summary>
internal static class LogitsFile
{
    private const long MostBytes = 64 << 20; // a million rows of ten numbers take less than twice this; a probe is some rows

    /// <summary>Reads the rows one after the other.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">Numbers in a row.</param>
    /// <exception cref="ToolException">It is unreadable, empty, or a line is no such row (exit 3).</exception>
    public static float[] Read(string path, int classes)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MostBytes } large)
            {
                throw new FormatException($"it has {large.Length} bytes, more than {MostBytes}");
            }

            var lines = File.ReadAllText(path).TrimEnd().Split('\n');
            return [.. lines.SelectMany((line, number) => Row(line.Trim(), number + 1, classes))];
        }
        catch (FormatException fault)
        {
            throw ToolException.BadInput($"{path}: {fault.Message}", $"a line for each sample, with {classes} numbers and commas between them, and no heading", "write the logits again, for example with numpy.savetxt(path, logits, delimiter=',')", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "the network's logits as text", "check the path and its permissions", fault);
        }
    }

    private static float[] Row(string line, int number, int classes)
    {
        var cells = line.Split(',');
        if (cells.Length != classes)
        {
            throw new FormatException($"line {number} has {(line.Length == 0 ? 0 : cells.Length)} numbers, the network gives {classes} logits");
        }

        return [.. cells.Select((cell, column) => float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)
            ? value
            : throw new FormatException($"line {number} has '{cell.Trim()}' as number {column + 1}"))];
    }
}
