using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>A parameter that a schedule takes by name.</summary>
/// <param name="Name">As written: <c>decay-rate</c>.</param>
/// <param name="Default">As written, or what it is taken from; "required" where there is none.</param>
/// <param name="Meaning">One line.</param>
public sealed record ScheduleParameter(string Name, string Default, string Meaning)
{
    /// <summary>The default of a parameter that must be given.</summary>
    public const string Required = "required";

    /// <summary>The name of the same parameter in our own kind, where it differs: messages about values use it.</summary>
    internal string? Ours { get; init; }
}

/// <summary>Whose name a schedule goes by.</summary>
public enum ScheduleLibrary
{
    /// <summary>A kind of ours.</summary>
    Toolchain,

    /// <summary>A class of Keras.</summary>
    Keras,

    /// <summary>A class of PyTorch.</summary>
    PyTorch,
}

/// <summary>A schedule that can be asked for by name.</summary>
/// <param name="Kind">Its name: of ours, also in JSON; or the class of a library.</param>
/// <param name="Summary">One line.</param>
/// <param name="Parameters">What it takes.</param>
public sealed record ScheduleEntry(string Kind, string Summary, IReadOnlyList<ScheduleParameter> Parameters)
{
    /// <summary>Whose name it is.</summary>
    public ScheduleLibrary Library { get; init; }

    /// <summary>For one of ours: the class it does the work of; for a class: the kind of ours that does its work.</summary>
    public string? Counterpart { get; init; }

    /// <summary>Builds it from the values given.</summary>
    internal Func<ScheduleValues, Schedule> Create { get; init; } = _ => throw new NotSupportedException();

    /// <summary>Parameters of the original that cannot be carried over, with what to do instead.</summary>
    internal IReadOnlyDictionary<string, string> Refused { get; init; } = new Dictionary<string, string>();

    /// <summary>Parameters of the original that change nothing, and are taken without a word.</summary>
    internal IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The name with its library, where two libraries have it.</summary>
    public string FullName => Library switch
    {
        ScheduleLibrary.Keras => $"keras.{Kind}",
        ScheduleLibrary.PyTorch => $"torch.{Kind}",
        _ => Kind,
    };

    /// <summary>Builds the schedule, and says of an impossible value which parameter it is.</summary>
    /// <exception cref="ToolException">A parameter is unknown, missing, unreadable or impossible (exit 2).</exception>
    internal Schedule Build(IReadOnlyDictionary<string, Written> given, ScheduleContext context)
    {
        foreach (var name in given.Keys)
        {
            RequireKnown(name);
        }

        var values = new ScheduleValues(Kind, given, context);
        if (Parameters.FirstOrDefault(parameter => parameter.Default == ScheduleParameter.Required && !values.Has(parameter.Name)) is { } missing)
        {
            throw values.Missing(missing.Name);
        }

        var schedule = Create(values);
        try
        {
            schedule.Validate();
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage($"schedule '{Kind}' is impossible: {InItsWords(fault.Message)}", "parameters within their ranges", "change the value", fault);
        }

        return schedule;
    }

    private void RequireKnown(string name)
    {
        if (Refused.TryGetValue(name, out var instead))
        {
            throw ToolException.WrongUsage($"'{name}' of {Kind} cannot be carried over", "parameters that are numbers, words or lists", instead);
        }

        if (!Ignored.Contains(name) && !Parameters.Any(parameter => parameter.Name == name))
        {
            throw ScheduleCatalog.Unknown($"parameter of schedule '{Kind}'", name, Parameters.Select(parameter => parameter.Name));
        }
    }

    private string InItsWords(string message)
    {
        var word = message.Split(' ', 2)[0];
        return Parameters.FirstOrDefault(parameter => parameter.Ours == word) is { } parameter ? parameter.Name + message[word.Length..] : message;
    }
}
