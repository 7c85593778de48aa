using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts;

/// <summary>Says in a user's words what the serializer says in .NET's.</summary>
internal static partial class JsonFault
{
    private static readonly JsonTypeInfo[] Known =
    [
        ContractsJson.Default.Experiment, ContractsJson.Default.TrainingPlan, ContractsJson.Default.NetworkSpec, ContractsJson.Default.Progress,
        ContractsJson.Default.DatasetIdentity, ContractsJson.Default.EarlyStop, ContractsJson.Default.AugmentationSpec,
    ];

    private static readonly JsonTypeInfo[] Kinds = [ContractsJson.Default.Schedule, ContractsJson.Default.OptimizerSpec, ContractsJson.Default.LayerSpec];

    /// <summary>What is wrong, where, and the nearest word that would do.</summary>
    public static string Text(Exception fault)
    {
        var place = fault is JsonException { Path: { Length: > 1 } path } ? $" at {path[2..]}" : "";
        if (UnknownKind().Match(fault.Message) is { Success: true } kind)
        {
            return $"there is no kind '{kind.Groups[1].Value}'{place}{Near(kind.Groups[1].Value, Kinds.SelectMany(type => type.PolymorphismOptions!.DerivedTypes).Select(derived => $"{derived.TypeDiscriminator}"))}";
        }

        if (UnknownMember().Match(fault.Message) is { Success: true } member)
        {
            var owner = Known.FirstOrDefault(type => type.Type.FullName == member.Groups[2].Value);
            return $"there is no member '{member.Groups[1].Value}'{place}{Near(member.Groups[1].Value, owner is null ? [] : Members(owner))}";
        }

        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            return $"missing{place}: {missing.Groups[1].Value.TrimEnd('.')}";
        }

        return WrongType().IsMatch(fault.Message) ? $"the value{place} is of another type than is expected there" : fault.Message;
    }

    /// <summary>The members that JSON may hold: without those that are computed from others.</summary>
    public static string[] Members(JsonTypeInfo type) => [.. type.Properties.Where(property => property.Get is not null).Select(property => property.Name)];

    private static string Near(string word, IEnumerable<string> known) => Nearest.To(word, known) is { } near ? $"; did you mean '{near}'?" : "";

    [GeneratedRegex("unrecognized type discriminator id '([^']*)'")]
    private static partial Regex UnknownKind();

    [GeneratedRegex("property '([^']*)' could not be mapped to any .NET member contained in type '([^']*)'")]
    private static partial Regex UnknownMember();

    [GeneratedRegex("missing required properties including: (.*)")]
    private static partial Regex Missing();

    [GeneratedRegex("could not be converted to ")]
    private static partial Regex WrongType();
}
