using System.Text.Json;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Optimizers;

/// <summary>An optimizer that can be asked for by name.</summary>
/// <param name="Kind">Its name, also in JSON.</param>
/// <param name="Default">With its default numbers, from which its parameters follow.</param>
/// <param name="Create">Builds it from the values given.</param>
public sealed record OptimizerEntry(string Kind, OptimizerSpec Default, Func<NamedValues, OptimizerSpec> Create)
{
    /// <summary>What it takes, in kebab case.</summary>
    public IReadOnlyList<string> Parameters { get; } = [.. OptimizerCatalog.ParametersOf(Default).Select(parameter => parameter.Name)];
}

/// <summary>All optimizers, and the written form <c>kind:name=value,name=value</c>.</summary>
/// <remarks>A new optimizer is one record, one line in <see cref="OptimizerSpec"/>, one entry here, and its code in the trainer.</remarks>
public static class OptimizerCatalog
{
    /// <summary>The reference's: plain stochastic gradient descent.</summary>
    public const string Default = "sgd";

    /// <summary>Every optimizer there is; what is left out has PyTorch's default.</summary>
    public static IReadOnlyList<OptimizerEntry> Entries { get; } =
    [
        Entry(Default, new Sgd(), (values, missing) => new Sgd(
            values.Number("momentum", missing.Momentum),
            values.Number("dampening", missing.Dampening),
            values.Flag("nesterov", missing.Nesterov),
            values.Number("weight-decay", missing.WeightDecay))),
        Entry("adam", new Adam(), (values, missing) => new Adam(
            values.Number("beta1", missing.Beta1),
            values.Number("beta2", missing.Beta2),
            values.Number("epsilon", missing.Epsilon),
            values.Flag("ams-grad", missing.AmsGrad),
            values.Number("weight-decay", missing.WeightDecay))),
        Entry("adamw", new AdamW(), (values, missing) => new AdamW(
            values.Number("beta1", missing.Beta1),
            values.Number("beta2", missing.Beta2),
            values.Number("epsilon", missing.Epsilon),
            values.Flag("ams-grad", missing.AmsGrad),
            values.Number("weight-decay", missing.WeightDecay))),
        Entry("rmsprop", new RmsProp(), (values, missing) => new RmsProp(
            values.Number("alpha", missing.Alpha),
            values.Number("epsilon", missing.Epsilon),
            values.Number("momentum", missing.Momentum),
            values.Flag("centered", missing.Centered),
            values.Number("weight-decay", missing.WeightDecay))),
    ];

    /// <summary>Reads the written form of an optimizer.</summary>
    /// <param name="text">Such as <c>adam:beta1=0.9,weight-decay=0.01</c>; parameters left out take their defaults.</param>
    /// <param name="shortcuts">Parameters given by options of their own: the option, the parameter and its value.</param>
    /// <exception cref="ToolException">An unknown name, a value that does not parse or is impossible, or one given twice (exit 2).</exception>
    public static OptimizerSpec Parse(string text, params IEnumerable<(string Option, string Parameter, string Value)> shortcuts)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var entry = NamedValues.Find("optimizer", (colon < 0 ? text : text[..colon]).Trim(), Entries, entry => entry.Kind);
        var values = NamedValues.Parse($"optimizer '{entry.Kind}'", colon < 0 ? "" : text[(colon + 1)..], entry.Parameters);
        foreach (var (option, parameter, value) in shortcuts)
        {
            if (!entry.Parameters.Contains(parameter))
            {
                var takers = Entries.Where(other => other.Parameters.Contains(parameter)).Select(other => other.Kind);
                throw ToolException.WrongUsage($"{option} with optimizer '{entry.Kind}', which has no {parameter}", string.Join(", ", entry.Parameters), $"leave {option} out, or choose --optimizer {string.Join(" or ", takers)}");
            }

            if (!values.TryAdd(parameter, value))
            {
                throw ToolException.WrongUsage($"{parameter} is given twice: {option} {value} and {parameter}={values.Text(parameter)} in --optimizer", "one of the two", $"remove {option} or '{parameter}'");
            }
        }

        var spec = entry.Create(values);
        try
        {
            spec.Validate();
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage($"optimizer '{entry.Kind}' is impossible: {fault.Message}", "parameters within their ranges", spec is Sgd { Nesterov: true } ? "give momentum=0.9 or --momentum 0.9, and no dampening" : "change the value", fault);
        }

        return spec;
    }

    /// <summary>The written form of an optimizer, every parameter named: what <see cref="Parse"/> reads back to the same optimizer.</summary>
    public static string Write(OptimizerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var kind = Entries.Single(entry => entry.Default.GetType() == spec.GetType()).Kind;
        return $"{kind}:{string.Join(',', ParametersOf(spec).Select(parameter => $"{parameter.Name}={parameter.Value}"))}";
    }

    /// <summary>The parameters of an optimizer in kebab case, with their values as JSON writes them.</summary>
    internal static IEnumerable<(string Name, string Value)> ParametersOf(OptimizerSpec spec)
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(spec, ContractsJson.Default.OptimizerSpec));
        return [.. json.RootElement.EnumerateObject()
            .Where(member => member.Name != "kind")
            .Select(member => (JsonNamingPolicy.KebabCaseLower.ConvertName(member.Name), member.Value.GetRawText()))];
    }

    private static OptimizerEntry Entry<T>(string kind, T missing, Func<NamedValues, T, OptimizerSpec> create)
        where T : OptimizerSpec => new(kind, missing, values => create(values, missing));
}
