using System.Globalization;

namespace Toolchain.Contracts.Programs;

/// <summary>Words of others for a person's eyes, such as the name of a file: control characters could move the cursor, change colours or make up lines.</summary>
public static class Printable
{
    /// <summary>The words with control characters as escapes, <c>\u001B</c>.</summary>
    public static string Of(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return words.Any(char.IsControl) ? string.Concat(words.Select(Escaped)) : words;
    }

    /// <summary>Several lines, each for itself.</summary>
    public static string LinesOf(string lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return string.Join('\n', lines.Split('\n').Select(Of));
    }

    private static string Escaped(char letter) => char.IsControl(letter) ? string.Create(CultureInfo.InvariantCulture, $@"\u{(int)letter:X4}") : $"{letter}";
}
