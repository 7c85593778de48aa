using System.Globalization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Schedules;

/// <summary>A file with one number a line: what was measured, epoch by epoch.</summary>
internal static class MetricsFile
{
    /// <summary>Reads it.</summary>
    /// <exception cref="ToolException">It cannot be read, is empty, or a line is no finite number; the line is named (exit 3).</exception>
    public static IReadOnlyList<double> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "a file with one metric a line", "check the path", fault);
        }

        var numbers = lines.Select((line, index) =>
            double.TryParse(line.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : throw ToolException.BadInput($"line {index + 1} of {path} is '{(line.Length <= 80 ? line : line[..80] + "…")}'", "a finite number on every line, such as 0.1234", "correct the line")).ToArray();
        return numbers.Length > 0 ? numbers : throw ToolException.BadInput($"{path} is empty", "one metric a line", "write the metrics of the epochs into it");
    }
}
