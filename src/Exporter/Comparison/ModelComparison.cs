using System.Globalization;
using Google.Protobuf.Collections;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Comparison;

/// <summary>Two models side by side, part by part and by name; what nothing here looks at is compared as a whole, so that no difference is passed over.</summary>
internal static class ModelComparison
{
    /// <summary>Everything that differs.</summary>
    /// <exception cref="ToolException">The weights of a model lie in another file that cannot be read (exit 3).</exception>
    public static IReadOnlyList<Difference> Compare(StoredModel left, StoredModel right)
    {
        var (first, second) = (left.Model, right.Model);
        return
        [
            .. Named.Compare("format", Format(first), Format(second)),
            .. Values("input", first.Graph.Input, second.Graph.Input),
            .. Values("output", first.Graph.Output, second.Graph.Output),
            .. Values("value", first.Graph.ValueInfo, second.Graph.ValueInfo),
            .. Parts(first.Graph.Node, second.Graph.Node, NodeComparison.KeyOf, NodeComparison.Compare),
            .. Order("nodes", first.Graph.Node, second.Graph.Node, NodeComparison.KeyOf),
            .. Parts(first.Graph.Initializer, second.Graph.Initializer, tensor => tensor.Name, (name, one, other) => TensorComparison.Compare(name, one is null ? null : left.Whole(one), other is null ? null : right.Whole(other))),
            .. Named.Compare("metadata", Metadata(first), Metadata(second)),
            .. Rest(first, second),
        ];
    }

    private static Dictionary<string, string> Format(ModelProto model)
    {
        var format = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IR version"] = model.IrVersion.ToString(CultureInfo.InvariantCulture),
            ["producer"] = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            ["graph"] = model.Graph.Name,
            ["domain"] = model.Domain,
            ["model version"] = model.ModelVersion.ToString(CultureInfo.InvariantCulture),
            ["remarks"] = $"{model.DocString}{model.Graph.DocString}",
        };
        foreach (var import in model.OpsetImport)
        {
            format[$"opset {(import.Domain is "" ? "ai.onnx" : import.Domain)}"] = import.Version.ToString(CultureInfo.InvariantCulture);
        }

        return format;
    }

    private static Dictionary<string, string> Metadata(ModelProto model)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in model.MetadataProps)
        {
            metadata[pair.Key] = pair.Value; // as in protobuf, the last one holds
        }

        return metadata;
    }

    private static IEnumerable<Difference> Values(string part, RepeatedField<ValueInfoProto> left, RepeatedField<ValueInfoProto> right) =>
        Parts(left, right, value => value.Name, (name, one, other) =>
        {
            if (one?.Equals(other) ?? false)
            {
                return null;
            }

            var (text, otherText) = (Text(one), Text(other));
            return new Difference(part, name, text, text == otherText ? $"{otherText}, and other remarks" : otherText);
        }).Concat(part == "value" ? [] : Order($"{part}s", left, right, value => value.Name));

    private static string? Text(ValueInfoProto? value) => value is null ? null : ValueText.Describe(ModelFile.Summarize(value));

    private static IEnumerable<Difference> Parts<T>(IEnumerable<T> left, IEnumerable<T> right, Func<T, string> name, Func<string, T?, T?, Difference?> compare)
        where T : class => Named.Pair(Named.By(left, name), Named.By(right, name)).Select(pair => compare(pair.Name, pair.Left, pair.Right)).OfType<Difference>();

    // only where the parts are the same: else what was added and taken away says it already
    private static IEnumerable<Difference> Order<T>(string what, IEnumerable<T> left, IEnumerable<T> right, Func<T, string> name)
    {
        var (first, second) = (left.Select(name).ToArray(), right.Select(name).ToArray());
        return !first.SequenceEqual(second) && first.Order(StringComparer.Ordinal).SequenceEqual(second.Order(StringComparer.Ordinal))
            ? [new Difference("order", what, string.Join(", ", first), string.Join(", ", second))]
            : [];
    }

    private static IEnumerable<Difference> Rest(ModelProto left, ModelProto right) =>
        Rest(left).Equals(Rest(right)) ? [] : [new Difference("rest", "what is not shown", "as it is", "another")];

    private static ModelProto Rest(ModelProto model)
    {
        var rest = model.Clone();
        rest.ClearIrVersion();
        rest.ClearProducerName();
        rest.ClearProducerVersion();
        rest.ClearDomain();
        rest.ClearModelVersion();
        rest.ClearDocString();
        Strip(rest.OpsetImport, new OperatorSetIdProto(), import =>
        {
            import.ClearDomain();
            import.ClearVersion();
        });
        Strip(rest.MetadataProps, new StringStringEntryProto(), pair =>
        {
            pair.ClearKey();
            pair.ClearValue();
        });
        rest.Graph.ClearName();
        rest.Graph.ClearDocString();
        rest.Graph.Node.Clear();
        rest.Graph.Initializer.Clear();
        rest.Graph.Input.Clear();
        rest.Graph.Output.Clear();
        rest.Graph.ValueInfo.Clear();
        return rest;
    }

    // what was compared goes; an entry stays if it holds something else
    private static void Strip<T>(RepeatedField<T> entries, T empty, Action<T> clear)
    {
        foreach (var entry in entries)
        {
            clear(entry);
        }

        while (entries.Remove(empty))
        {
        }
    }
}
