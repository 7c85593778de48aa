using System.Text.Json;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>All schedules, and how they are written: <c>kind:name=value,name=value</c>, a library's class name with its own arguments, JSON, or a JSON file.</summary>
public static class ScheduleCatalog
{
    /// <summary>The reference's decay: 0.1 · 0.96^⌊step / 1000⌋.</summary>
    public const string Default = "exponential";

    private const string KerasPrefix = "keras.";
    private const string TorchPrefix = "torch.";

    /// <summary>Every kind of ours.</summary>
    public static IReadOnlyList<ScheduleEntry> Entries => ToolchainKinds.Entries;

    /// <summary>Every class of a library that is understood by its own name.</summary>
    public static IReadOnlyList<ScheduleEntry> Classes { get; } = [.. KerasClasses.Entries, .. PyTorchClasses.Entries];

    /// <summary>Reads a schedule that a user wrote.</summary>
    /// <param name="text">Such as <c>exponential:initial=0.1,decay-rate=0.96</c>; parameters left out take their defaults.</param>
    /// <param name="context">Where defaults come from.</param>
    /// <exception cref="ToolException">An unknown name, a value that does not parse or is impossible (exit 2; exit 3 in a file); the nearest known name is suggested.</exception>
    public static Schedule Parse(string text, ScheduleContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        var trimmed = text.Trim();
        return trimmed.StartsWith('{') ? Build(ScheduleJson.Parse(trimmed), context)
            : trimmed.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ReadFile(trimmed, context)
            : Build(ScheduleText.Parse(trimmed), context);
    }

    /// <summary>The written form of a schedule, every parameter named: what <see cref="Parse"/> reads back to the same schedule.</summary>
    public static string Write(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        using var json = JsonDocument.Parse(schedule.ToJson());
        return Write(json.RootElement);
    }

    /// <summary>What goes by a name: a kind of ours, or a class with or without its library before it.</summary>
    /// <exception cref="ToolException">Nothing does, or two libraries have it (exit 2).</exception>
    public static ScheduleEntry Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var last = name[(name.LastIndexOf('.') + 1)..];
        ScheduleLibrary? library = name.Length == last.Length ? null
            : name.StartsWith(TorchPrefix, StringComparison.Ordinal) ? ScheduleLibrary.PyTorch
            : name.Contains(KerasPrefix, StringComparison.Ordinal) ? ScheduleLibrary.Keras
            : throw UnknownSchedule(name);
        if (PyTorchClasses.Refused.TryGetValue(last, out var instead))
        {
            throw ToolException.WrongUsage($"'{last}' holds a function and cannot be carried over", "a schedule that is data", instead);
        }

        var found = Entries.Concat(Classes).Where(entry => entry.Kind == last && (library is null || entry.Library == library)).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw UnknownSchedule(name),
            _ => throw ToolException.WrongUsage($"Keras and PyTorch both have '{name}', and they differ", string.Join(" or ", found.Select(entry => entry.FullName)), "write the library before the name"),
        };
    }

    /// <summary>The fault of a word that is none of those known.</summary>
    internal static ToolException Unknown(string what, string word, IEnumerable<string> known)
    {
        var words = known.ToArray();
        return ToolException.WrongUsage(
            $"'{word}' is no {what}",
            string.Join(", ", words),
            Nearest.To(word, words) is { } near ? $"did you mean '{near}'?" : "choose one of them; 'trainer schedules' explains them");
    }

    /// <summary>Makes what a user wrote into a schedule.</summary>
    internal static Schedule Build(Call call, ScheduleContext context) => Find(call.Name).Build(call.Given, context);

    // the nearest of our names, and of those of both libraries, with the library before the name where the user wrote one or where both have it
    private static ToolException UnknownSchedule(string name)
    {
        var twice = Classes.GroupBy(entry => entry.Kind).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var last = name[(name.LastIndexOf('.') + 1)..];
        var prefixed = name.Length > last.Length;
        var names = Entries.Select(entry => (Plain: entry.Kind, Full: entry.Kind))
            .Concat(Classes.Select(entry => (Plain: entry.Kind, Full: prefixed || twice.Contains(entry.Kind) ? entry.FullName : entry.Kind)))
            .ToArray();
        var near = Nearest.To(last, names.Select(pair => pair.Plain));
        return ToolException.WrongUsage(
            $"'{name}' is no schedule",
            $"{string.Join(", ", Entries.Select(entry => entry.Kind))}; or a class of Keras or PyTorch",
            near is null ? "choose one of them; 'trainer schedules' explains them" : $"did you mean '{names.Where(pair => pair.Plain == near).MinBy(pair => Nearest.Distance(pair.Full, name)).Full}'?");
    }

    private static Schedule ReadFile(string path, ScheduleContext context)
    {
        string json;
        try
        {
            json = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ToolException.BadInput($"{path} cannot be read: {fault.Message}", "a JSON file with a schedule", "check the path", fault);
        }

        try
        {
            return Build(ScheduleJson.Parse(json), context);
        }
        catch (ToolException fault)
        {
            throw ToolException.BadInput($"{path}: {fault.Found}", fault.Expected, fault.Next, fault);
        }
    }

    private static string Write(JsonElement schedule)
    {
        var parameters = schedule.EnumerateObject()
            .Where(member => member.Name != "kind")
            .Select(member => $"{JsonNamingPolicy.KebabCaseLower.ConvertName(member.Name)}={WriteValue(member.Value)}");
        return $"{schedule.GetProperty("kind").GetString()}:{string.Join(',', parameters)}";
    }

    private static string WriteValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"[{Write(value)}]",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(WriteValue))}]",
        JsonValueKind.String => JsonNamingPolicy.KebabCaseLower.ConvertName(value.GetString()!),
        _ => value.GetRawText(),
    };
}
