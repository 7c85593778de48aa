using System.Text.RegularExpressions;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>
/// Reads <c>kind:name=value,name=value</c>, or <c>Class(name=value, …)</c> as Python writes it. A value is a number, a word, a list in brackets, or a schedule in
/// brackets; brackets are [ ] or ( ), which a shell may want quoted.
/// </summary>
internal static partial class ScheduleText
{
    private const int DeepestNesting = 16;

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="ToolException">It is not written so (exit 2).</exception>
    public static Call Parse(string text) => ParseCall(text.Trim(), text, depth: 0);

    private static Call ParseCall(string text, string whole, int depth)
    {
        var name = Name().Match(text).Value;
        var rest = text[name.Length..].Trim();
        if (rest.Length > 0 && rest[0] == '(' && EndOfBracket(rest, whole) == rest.Length - 1)
        {
            rest = ":" + rest[1..^1];
        }

        if (rest.Length > 0 && rest[0] != ':')
        {
            throw Misread(whole, $"'{rest}' after '{name}'", "a schedule's name, a colon, and name=value pairs with commas between");
        }

        var given = new Dictionary<string, Written>(StringComparer.Ordinal);
        foreach (var part in Split(rest.Length > 0 ? rest[1..] : "", whole))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var bracket = part.AsSpan().IndexOfAny("([");
            if (equals < 0 || (bracket >= 0 && bracket < equals))
            {
                throw Misread(whole, $"'{part}' has no value", "name=value pairs with commas between; a schedule within a schedule in brackets");
            }

            if (!given.TryAdd(part[..equals].Trim(), ParseValue(part[(equals + 1)..].Trim(), whole, depth)))
            {
                throw Misread(whole, $"'{part[..equals].Trim()}' is given twice", "each parameter once");
            }
        }

        return new Call(name, given);
    }

    private static Written ParseValue(string text, string whole, int depth)
    {
        if (depth >= DeepestNesting)
        {
            throw Misread(whole, $"brackets within brackets, {DeepestNesting} deep", "fewer");
        }

        if (text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0])
        {
            return new Word(text[1..^1]);
        }

        if (text.Length > 0 && text[0] is '[' or '(')
        {
            if (EndOfBracket(text, whole) != text.Length - 1)
            {
                throw Misread(whole, $"'{text}'", "nothing after the closing bracket");
            }

            var inside = text[1..^1].Trim();
            return SchedulesBeginning().IsMatch(inside)
                ? ParseCall(inside, whole, depth + 1)
                : new Group([.. Split(inside, whole).Select(item => ParseValue(item, whole, depth + 1))]);
        }

        return PythonCall().IsMatch(text) || SchedulesBeginning().IsMatch(text) ? ParseCall(text, whole, depth + 1) : new Word(text);
    }

    // the parts between commas that stand outside brackets and quotes
    private static List<string> Split(string text, string whole)
    {
        var parts = new List<string>();
        var begin = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                var part = text[begin..i].Trim();
                if (part.Length > 0)
                {
                    parts.Add(part);
                }

                begin = i + 1;
            }
            else if (text[i] is '[' or '(')
            {
                i += EndOfBracket(text[i..], whole);
            }
            else if (text[i] is ']' or ')')
            {
                throw Misread(whole, $"a '{text[i]}' that closes nothing", "a closing bracket for each opening one");
            }
        }

        return parts;
    }

    private static int EndOfBracket(string text, string whole)
    {
        var open = new Stack<char>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '[' or '(')
            {
                open.Push(text[i] == '[' ? ']' : ')');
            }
            else if (text[i] is ']' or ')' && (open.Pop() != text[i]))
            {
                throw Misread(whole, $"a '{text[i]}' that closes nothing", "a closing bracket for each opening one");
            }

            if (open.Count == 0)
            {
                return i;
            }
        }

        throw Misread(whole, "a bracket that is not closed", "a closing bracket for each opening one");
    }

    private static ToolException Misread(string whole, string found, string expected) => ToolException.WrongUsage(
        $"{found} in schedule '{(whole.Length <= 200 ? whole : whole[..200] + "…")}'", expected, "write it like exponential:initial=0.1,decay-rate=0.96, and quote brackets for the shell");

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.\-]*|^[^:(\[,=]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.\-]*\s*:")]
    private static partial Regex SchedulesBeginning();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.\-]*\s*\(.*=.*\)$", RegexOptions.Singleline)]
    private static partial Regex PythonCall();
}
