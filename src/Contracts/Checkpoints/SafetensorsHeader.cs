using System.Text.Json;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>A tensor's line in the header.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Begin">First byte, from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
internal sealed record SafetensorsEntry(string Name, string Type, IReadOnlyList<long> Shape, long Begin, long End);

/// <summary>Parses a safetensors header and holds it to the rules: no duplicates, no holes, no overlaps, no bytes left over, sizes that multiply out.</summary>
internal static class SafetensorsHeader
{
    private const int RankLimit = 64;

    /// <summary>Reads the header's JSON.</summary>
    /// <param name="header">The header's bytes.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <returns>The metadata, and the tensors in the order of their bytes.</returns>
    /// <exception cref="FormatException">A rule is broken.</exception>
    public static (Dictionary<string, string> Metadata, List<SafetensorsEntry> Entries) Parse(byte[] header, long dataLength)
    {
        if (header[0] != (byte)'{')
        {
            throw new FormatException($"the header begins with byte 0x{header[0]:X2} at offset 8 instead of '{{'");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<SafetensorsEntry>();
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__"))
                {
                    foreach (var pair in property.Value.EnumerateObject())
                    {
                        metadata.Add(pair.Name, pair.Value.GetString() ?? throw new FormatException($"metadata '{pair.Name}' is null"));
                    }
                }
                else
                {
                    entries.Add(Entry(property));
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new FormatException($"the header is no valid JSON of a safetensors file: {fault.Message}", fault);
        }

        entries.Sort((a, b) => (a.Begin, a.End, a.Name).CompareTo((b.Begin, b.End, b.Name)));
        CheckCoverage(entries, dataLength);
        return (metadata, entries);
    }

    private static SafetensorsEntry Entry(JsonProperty property)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        foreach (var member in property.Value.EnumerateObject())
        {
            switch (member.Name)
            {
                case "dtype": type = member.Value.GetString(); break;
                case "shape": shape = Numbers(property.Name, member.Value); break;
                case "data_offsets": offsets = Numbers(property.Name, member.Value); break;
                default: throw new FormatException($"tensor '{property.Name}' has an unknown member '{member.Name}'");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw new FormatException($"tensor '{property.Name}' lacks dtype, shape or two data_offsets");
        }

        var bits = TensorData.BitsOf(type);
        if (bits == 0)
        {
            throw new FormatException($"tensor '{property.Name}' has the unknown dtype '{type}'");
        }

        if (shape.Length > RankLimit)
        {
            throw new FormatException($"tensor '{property.Name}' has {shape.Length} dimensions; the limit is {RankLimit}");
        }

        try
        {
            var total = shape.Aggregate((long)bits, (product, size) => checked(product * size));
            if (total % 8 != 0 || begin > end || total / 8 != end - begin)
            {
                throw new FormatException($"tensor '{property.Name}' spans bytes {begin} to {end}, but {type} [{string.Join(", ", shape)}] takes {total / 8.0}");
            }
        }
        catch (OverflowException fault)
        {
            throw new FormatException($"tensor '{property.Name}' has the shape [{string.Join(", ", shape)}], more than any file holds", fault);
        }

        return new SafetensorsEntry(property.Name, type, shape, begin, end);
    }

    private static long[] Numbers(string tensor, JsonElement array) =>
        [.. array.EnumerateArray().Select(element => element.TryGetInt64(out var number) && number >= 0
            ? number
            : throw new FormatException($"tensor '{tensor}' has '{element}' where a whole number of at least 0 belongs"))];

    private static void CheckCoverage(List<SafetensorsEntry> entries, long dataLength)
    {
        var covered = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != covered)
            {
                var what = entry.Begin > covered ? "leaves a hole before" : "overlaps the tensor before";
                throw new FormatException($"tensor '{entry.Name}' {what} byte {entry.Begin}; the next free byte is {covered}");
            }

            covered = entry.End;
        }

        if (covered != dataLength)
        {
            throw new FormatException($"the tensors take {covered} bytes, but {dataLength} follow the header");
        }
    }
}
