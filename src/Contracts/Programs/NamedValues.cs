using System.Globalization;

namespace Toolchain.Contracts.Programs;

/// <summary>Values given by name in one word of a command line: <c>name=value,name=value</c>.</summary>
/// <remarks>Names are understood in kebab, snake and camel case alike (<c>weight-decay</c>, <c>weight_decay</c>, <c>weightDecay</c>).</remarks>
public sealed class NamedValues
{
    private readonly string subject;
    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);

    private NamedValues(string subject) => this.subject = subject;

    /// <summary>The names that have a value.</summary>
    public IReadOnlyCollection<string> Names => given.Keys;

    /// <summary>Reads the pairs.</summary>
    /// <param name="subject">What they belong to, for messages, such as <c>optimizer 'adam'</c>.</param>
    /// <param name="text">The pairs with commas between; may be empty.</param>
    /// <param name="known">The names there are, in kebab case.</param>
    /// <exception cref="ToolException">A pair without value, an unknown name or one given twice (exit 2); the nearest known name is suggested.</exception>
    public static NamedValues Parse(string subject, string text, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = new NamedValues(subject);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries).Where(part => part.Length > 0 || text.Contains(',', StringComparison.Ordinal)))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var word, { Length: > 0 } value])
            {
                throw ToolException.WrongUsage($"'{part}' in {subject} has no value", "name=value pairs with commas between", $"write {known[0]}=<value>, or leave it out");
            }

            var name = known.FirstOrDefault(name => Same(name, word)) ?? throw Unknown($"parameter of {subject}", word, known);
            if (!values.given.TryAdd(name, value))
            {
                throw ToolException.WrongUsage($"'{name}' is given twice in {subject}", "each parameter once", "remove one of them");
            }
        }

        return values;
    }

    /// <summary>Finds a word among known ones, written in any of the cases.</summary>
    /// <exception cref="ToolException">It is not among them (exit 2).</exception>
    public static T Find<T>(string what, string word, IReadOnlyList<T> entries, Func<T, string> name)
        where T : notnull
    {
        var found = entries.Where(entry => Same(name(entry), word)).ToArray();
        return found.Length > 0 ? found[0] : throw Unknown(what, word, [.. entries.Select(name)]);
    }

    /// <summary>Adds a value that came another way, such as by an option of its own.</summary>
    /// <returns>False when it has one already.</returns>
    public bool TryAdd(string name, string value) => given.TryAdd(name, value);

    /// <summary>The text of a value; null when it is not given.</summary>
    public string? Text(string name) => given.GetValueOrDefault(name);

    /// <summary>A number in double precision.</summary>
    public double Number(string name, double missing) =>
        Text(name) is not { } text ? missing
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw Unreadable(name, text, "a number such as 0.001");

    /// <summary>A whole number.</summary>
    public int Count(string name, int missing) =>
        Text(name) is not { } text ? missing
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Unreadable(name, text, "a whole number such as 5");

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool missing) =>
        Text(name) is not { } text ? missing
        : bool.TryParse(text, out var value) ? value
        : throw Unreadable(name, text, "true or false");

    private static bool Same(string known, string word) => string.Equals(Bare(known), Bare(word), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    private ToolException Unreadable(string name, string text, string expected) => ToolException.WrongUsage($"{name}={text} in {subject}", expected, "change the value");

    private static ToolException Unknown(string what, string word, IReadOnlyList<string> known) => ToolException.WrongUsage(
        $"'{word}' is no {what}",
        string.Join(", ", known),
        (Nearest.To(word, known) ?? (word.Length > 1 ? known.FirstOrDefault(name => name.Contains(word, StringComparison.OrdinalIgnoreCase)) : null)) is { } near ? $"did you mean '{near}'?" : "choose one of them");
}
