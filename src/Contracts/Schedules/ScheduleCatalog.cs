using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>What a plan knows when a schedule is written down by name: the defaults of its parameters.</summary>
/// <param name="InitialRate">The rate of <c>--rate</c>, or null when it was not given.</param>
/// <param name="StepsPerEpoch">Updates of an epoch.</param>
public sealed record ScheduleContext(float? InitialRate, long StepsPerEpoch);

/// <summary>A parameter that a schedule takes by name.</summary>
/// <param name="Name">As written: <c>decay-rate</c>.</param>
/// <param name="Default">As written, or what it is taken from.</param>
/// <param name="Meaning">One line.</param>
public sealed record ScheduleParameter(string Name, string Default, string Meaning);

/// <summary>A schedule that can be asked for by name.</summary>
/// <param name="Kind">Its name, also in JSON.</param>
/// <param name="Summary">One line.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Create">Builds it from the values given.</param>
public sealed record ScheduleEntry(string Kind, string Summary, IReadOnlyList<ScheduleParameter> Parameters, Func<ScheduleValues, Schedule> Create);

/// <summary>All schedules, and the written form <c>kind:name=value,name=value</c>.</summary>
public static class ScheduleCatalog
{
    /// <summary>The reference's decay: 0.1 · 0.96^⌊step / 1000⌋.</summary>
    public const string Default = "exponential";

    private static readonly ScheduleParameter Initial = new("initial", "--rate or 0.1", "rate at step 0");

    /// <summary>Every schedule there is.</summary>
    public static IReadOnlyList<ScheduleEntry> Entries { get; } =
    [
        new("constant", "the same rate at every step", [Initial], values => new Constant { Initial = values.Initial() }),
        new(
            "exponential",
            "initial · decay-rate^(step / decay-steps), by stairs",
            [
                Initial,
                new("decay-rate", "0.96", "factor gained over decay-steps"),
                new("decay-steps", "1000", "steps from one power to the next"),
                new("staircase", "true", "fall by stairs (true) or smoothly (false)"),
            ],
            values => new ExponentialDecay
            {
                Initial = values.Initial(),
                DecayRate = values.Number("decay-rate", 0.96f),
                DecaySteps = values.Count("decay-steps", 1000),
                Staircase = values.Flag("staircase", true),
            }),
        new(
            "hold-then-exponential",
            "initial for hold-epochs, then times e^-decay every epoch",
            [
                Initial,
                new("hold-epochs", "10", "epochs before the first decay"),
                new("decay", "0.1", "the rate is multiplied by e^-decay each epoch"),
                new("steps-per-epoch", "as planned", "steps of an epoch"),
            ],
            values => new HoldThenExponential
            {
                Initial = values.Initial(),
                HoldEpochs = values.Count("hold-epochs", 10),
                Decay = values.Number("decay", 0.1f),
                StepsPerEpoch = values.Count("steps-per-epoch", (int)Math.Min(int.MaxValue, values.Context.StepsPerEpoch)),
            }),
    ];

    /// <summary>Reads the written form of a schedule.</summary>
    /// <param name="text">Such as <c>exponential:initial=0.1,decay-rate=0.96</c>; parameters left out take their defaults.</param>
    /// <param name="context">Where defaults come from.</param>
    /// <exception cref="ToolException">An unknown name, a value that does not parse or is impossible (exit 2); the nearest known name is suggested.</exception>
    public static Schedule Parse(string text, ScheduleContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = (colon < 0 ? text : text[..colon]).Trim();
        var entry = Entries.FirstOrDefault(entry => entry.Kind == kind)
            ?? throw Unknown("schedule", kind, Entries.Select(entry => entry.Kind));
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is not [var name, var value])
            {
                throw ToolException.WrongUsage($"'{part}' in schedule '{text}' has no value", "name=value pairs with commas between", $"write {entry.Kind}:{entry.Parameters[0].Name}=0.1");
            }

            if (!entry.Parameters.Any(parameter => parameter.Name == name))
            {
                throw Unknown($"parameter of schedule '{kind}'", name, entry.Parameters.Select(parameter => parameter.Name));
            }

            if (!given.TryAdd(name, value))
            {
                throw ToolException.WrongUsage($"'{name}' is given twice in schedule '{text}'", "each parameter once", "remove one of them");
            }
        }

        if (context.InitialRate is { } rate && given.TryGetValue("initial", out var initial))
        {
            throw ToolException.WrongUsage($"the initial rate is given twice: --rate {rate} and initial={initial}", "one of the two", "remove --rate or 'initial'");
        }

        var schedule = entry.Create(new ScheduleValues(kind, given, context));
        try
        {
            schedule.Validate();
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage($"schedule '{kind}' is impossible: {fault.Message}", "parameters within their ranges", "change the value", fault);
        }

        return schedule;
    }

    /// <summary>The written form of a schedule, every parameter named: what <see cref="Parse"/> reads back to the same schedule.</summary>
    public static string Write(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        using var json = JsonDocument.Parse(schedule.ToJson());
        var parameters = json.RootElement.EnumerateObject()
            .Where(member => member.Name != "kind")
            .Select(member => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(member.Name)}={member.Value.GetRawText()}");
        return $"{json.RootElement.GetProperty("kind").GetString()}:{string.Join(',', parameters)}";
    }

    private static ToolException Unknown(string what, string word, IEnumerable<string> known) =>
        ToolException.WrongUsage(
            $"'{word}' is no {what}",
            string.Join(", ", known),
            Nearest.To(word, known) is { } near ? $"did you mean '{near}'?" : "choose one of them");
}

/// <summary>The values a user gave for a schedule, read by name and type.</summary>
/// <param name="Kind">The schedule's name, for messages.</param>
/// <param name="Given">Name to text.</param>
/// <param name="Context">Where defaults come from.</param>
public sealed record ScheduleValues(string Kind, IReadOnlyDictionary<string, string> Given, ScheduleContext Context)
{
    /// <summary>The initial rate: as given here, or by <c>--rate</c>, or the reference's 0.1.</summary>
    public float Initial() => Number("initial", Context.InitialRate ?? 0.1f);

    /// <summary>A float32 number.</summary>
    public float Number(string name, float missing) =>
        !Given.TryGetValue(name, out var text) ? missing
        : float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw Unreadable(name, text, "a number such as 0.1");

    /// <summary>A whole number.</summary>
    public int Count(string name, int missing) =>
        !Given.TryGetValue(name, out var text) ? missing
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Unreadable(name, text, "a whole number such as 1000");

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool missing) =>
        !Given.TryGetValue(name, out var text) ? missing
        : bool.TryParse(text, out var value) ? value
        : throw Unreadable(name, text, "true or false");

    private ToolException Unreadable(string name, string text, string expected) =>
        ToolException.WrongUsage($"{name}={text} in schedule '{Kind}'", expected, "change the value");
}
