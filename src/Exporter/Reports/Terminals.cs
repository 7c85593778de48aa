namespace Toolchain.Exporter.Reports;

/// <summary>What may be shown of a stranger's file.</summary>
internal static class Terminals
{
    /// <summary>The text without letters that would steer the terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));
}
