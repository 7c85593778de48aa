using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>The values a user gave for a schedule, read by name and type; Python's way of writing them is understood too.</summary>
/// <param name="Kind">The schedule's name, for messages.</param>
/// <param name="Given">Name to value.</param>
/// <param name="Context">Where defaults come from.</param>
internal sealed record ScheduleValues(string Kind, IReadOnlyDictionary<string, Written> Given, ScheduleContext Context)
{
    private const double ReferenceRate = 0.1;
    private static readonly string[] Epochs = ["epochs", "epoch"];

    /// <summary>Updates from one call of a PyTorch scheduler's <c>step()</c> to the next: a count, or <c>epoch</c>.</summary>
    public long Per => Find("per") switch
    {
        null => Context.Per,
        Word { Text: "step" } => 1,
        Word { Text: "epoch" } => Context.StepsPerEpoch,
        _ => Steps("per", 1),
    };

    /// <summary>Calls of a PyTorch scheduler's <c>step()</c> in the whole training.</summary>
    public long Length => Math.Max(1, Context.Length / Math.Max(1, Per));

    /// <summary>Whether a value was given; Python's <c>None</c> is none.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The initial rate: as given here under the first of some names, or by <c>--rate</c>, or the reference's 0.1.</summary>
    public double Rate(params string[] names)
    {
        var name = names.FirstOrDefault(Has);
        var rate = name is null ? Context.InitialRate ?? ReferenceRate : Number(name, 0);
        return Context.InitialRate is { } outer && outer != rate
            ? throw ToolException.WrongUsage($"the initial rate is given twice: {outer}, and {name}={rate} in schedule '{Kind}'", "one of the two", $"remove --rate or '{name}'")
            : rate;
    }

    /// <summary>A number in double.</summary>
    public double Number(string name, double missing) => Find(name) is { } value ? ReadNumber(name, value) : missing;

    /// <summary>A number in float32.</summary>
    public float Single(string name, double missing) => (float)Number(name, missing);

    /// <summary>A whole number of updates; <c>2epochs</c> is as many as two epochs have.</summary>
    public long Steps(string name, long missing) => Find(name) is { } value ? ReadCount(name, value, 1) : missing;

    /// <summary>A whole number of calls of a PyTorch scheduler's <c>step()</c>; <c>2epochs</c> is as many as two epochs have.</summary>
    public long Calls(string name, long missing) => Find(name) is { } value ? ReadCount(name, value, Per) : missing;

    /// <summary>A whole number that counts nothing of a training.</summary>
    public long Whole(string name, long missing) => Find(name) is { } value ? ReadWhole(name, value) : missing;

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool missing) => Find(name) is not { } value ? missing
        : value is Word word && bool.TryParse(word.Text, out var flag) ? flag
        : throw Unreadable(name, value, "true or false");

    /// <summary>One of an enumeration's words, in kebab case, as Python writes it, or as in JSON.</summary>
    public T Choice<T>(string name, T missing)
        where T : struct, Enum
    {
        if (Find(name) is not { } value)
        {
            return missing;
        }

        static string Plain(string text) => text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var words = Enum.GetValues<T>();
        var found = words.Where(word => value is Word given && Plain(word.ToString()).Equals(Plain(given.Text), StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length == 1 ? found[0] : throw Unreadable(name, value, $"one of {string.Join(", ", words.Select(word => JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString())))}");
    }

    /// <summary>Whether a parameter was given as a certain word, or left out.</summary>
    public bool IsWord(string name, string word) => Find(name) is null || (Find(name) is Word given && given.Text == word);

    /// <summary>The fault of a parameter that must be given.</summary>
    public ToolException Missing(string name) =>
        ToolException.WrongUsage($"schedule '{Kind}' lacks '{name}'", "a value for each parameter without a default", $"write {Kind}:{name}=…; see 'trainer schedules {Kind}'");

    /// <summary>Numbers in brackets.</summary>
    public IReadOnlyList<float> Singles(string name) => [.. Items(name).Select(item => (float)ReadNumber(name, item))];

    /// <summary>Numbers of updates in brackets, see <see cref="Steps"/>.</summary>
    public IReadOnlyList<long> ManySteps(string name) => [.. Items(name).Select(item => ReadCount(name, item, 1))];

    /// <summary>Numbers of calls in brackets, see <see cref="Calls"/>.</summary>
    public IReadOnlyList<long> ManyCalls(string name) => [.. Items(name).Select(item => ReadCount(name, item, Per))];

    /// <summary>A schedule in brackets.</summary>
    public Schedule Schedule(string name, ScheduleContext context) => ReadSchedule(name, Find(name)!, context);

    /// <summary>Schedules in brackets, each with its own context.</summary>
    public IReadOnlyList<Schedule> Schedules(string name, Func<int, ScheduleContext> context) =>
        [.. (Find(name) is Call one ? [one] : Items(name)).Select((item, index) => ReadSchedule(name, item, context(index)))];

    private Written? Find(string name) => Given.TryGetValue(name, out var value) && value is not Word { Text: "None" or "null" } ? value : null;

    private IReadOnlyList<Written> Items(string name) => Find(name) switch
    {
        Group group => group.Items,
        null => [],
        var value => throw Unreadable(name, value, "a list in brackets, such as [30,80]"),
    };

    private Schedule ReadSchedule(string name, Written value, ScheduleContext context) => value switch
    {
        Call call => ScheduleCatalog.Build(call, context),
        Word word => ScheduleCatalog.Build(ScheduleText.Parse(word.Text), context),
        Group { Items: [var only] } => ReadSchedule(name, only, context),
        _ => throw Unreadable(name, value, "a schedule in brackets, such as [cosine:initial=0.1]"),
    };

    private double ReadNumber(string name, Written value)
    {
        // PyTorch takes a list with an entry for each parameter group; there is one group here
        if (value is Group { Items: [var only] })
        {
            return ReadNumber(name, only);
        }

        var parts = value is Word word ? word.Text.Replace("_", "", StringComparison.Ordinal).Split('/', StringSplitOptions.TrimEntries) : [];
        return parts.Length is 1 or 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.TryParse(parts.Length == 2 ? parts[1] : "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var divisor)
                ? number / divisor
                : throw Unreadable(name, value, "a number such as 0.1");
    }

    private long ReadWhole(string name, Written value) =>
        value is Word word && decimal.TryParse(word.Text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number == decimal.Truncate(number) && number is >= long.MinValue and <= long.MaxValue
            ? (long)number
            : throw Unreadable(name, value, "a whole number such as 1000");

    private long ReadCount(string name, Written value, long per)
    {
        var text = value is Word word ? word.Text.Trim() : "";
        var unit = Epochs.FirstOrDefault(unit => text.EndsWith(unit, StringComparison.Ordinal));
        if (unit is null)
        {
            return ReadWhole(name, value);
        }

        var count = text.Length == unit.Length ? 1 : ReadNumber(name, new Word(text[..^unit.Length].Trim()));
        var calls = Math.Round(count * Context.StepsPerEpoch / per);
        return Math.Abs(calls) <= 1e15 ? (long)calls : throw Unreadable(name, value, "fewer epochs");
    }

    private ToolException Unreadable(string name, Written value, string expected) =>
        ToolException.WrongUsage($"{name}={value.Show()} in schedule '{Kind}'", expected, "change the value");
}
