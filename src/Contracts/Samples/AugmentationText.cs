using System.Globalization;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Samples;

/// <summary>A way of varying images that can be asked for by name.</summary>
/// <param name="Name">As written.</param>
/// <param name="Strength">What the name alone stands for.</param>
/// <param name="Meaning">What its number is, in a few words that begin with the unit.</param>
/// <param name="Read">Its value in a specification.</param>
/// <param name="With">A specification with another value of it.</param>
public sealed record AugmentationEntry(
    string Name,
    double Strength,
    string Meaning,
    Func<AugmentationSpec, double> Read,
    Func<AugmentationSpec, double, AugmentationSpec> With);

/// <summary>The written form of an <see cref="AugmentationSpec"/>: <c>shift:2,rotate:10,scale:0.1,elastic</c>. A name without a number has its usual strength.</summary>
public static class AugmentationText
{
    /// <summary>What is written when images are left as they are.</summary>
    public const string None = "none";

    private const string Example = "shift:2,rotate:10,scale:0.1,elastic";
    private static readonly AugmentationSpec Unvaried = new();

    /// <summary>Every way of varying images, in the order in which they are written.</summary>
    public static IReadOnlyList<AugmentationEntry> Entries { get; } =
    [
        new("shift", 2, "pixels at most, along each axis", spec => spec.Shift, (spec, value) => spec with { Shift = value }),
        new("rotate", 10, "degrees at most, either way", spec => spec.Rotate, (spec, value) => spec with { Rotate = value }),
        new("scale", 0.1, "share at most, of width and of height", spec => spec.Scale, (spec, value) => spec with { Scale = value }),
        new("shear", 0.1, "pixels a row at most", spec => spec.Shear, (spec, value) => spec with { Shear = value }),
        new("elastic", 1, "pixels, standard deviation of a smooth random displacement", spec => spec.Elastic, (spec, value) => spec with { Elastic = value }),
        new("smoothness", 4, "pixels, how smooth that is", spec => spec.Smoothness, (spec, value) => spec with { Smoothness = value }),
    ];

    /// <summary>Reads the written form.</summary>
    /// <returns>Null for <c>none</c>, and for strengths that are all 0.</returns>
    /// <exception cref="ToolException">An unknown or repeated name, or an impossible number (exit 2).</exception>
    public static AugmentationSpec? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == None)
        {
            return null;
        }

        var spec = Unvaried;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, number) = part.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (part[..colon], part[(colon + 1)..]) : (part, null);
            var entry = Entries.FirstOrDefault(entry => entry.Name == name) ?? throw Unknown(name, text);
            if (!seen.Add(name))
            {
                throw ToolException.WrongUsage($"'{name}' appears twice in augmentation '{text}'", "each name once", "remove one of them");
            }

            spec = entry.With(spec, number is null ? entry.Strength : Number(number, name, text));
        }

        try
        {
            spec.Validate();
        }
        catch (FormatException fault)
        {
            throw ToolException.WrongUsage($"in augmentation '{text}', {fault.Message}", Example, "change the number", fault);
        }

        if (seen.Contains("smoothness") && spec.Elastic == 0)
        {
            throw ToolException.WrongUsage($"augmentation '{text}' has a smoothness, and nothing that it smooths", "elastic beside it", "write elastic,smoothness:4");
        }

        return spec == Unvaried with { Smoothness = spec.Smoothness } ? null : spec;
    }

    /// <summary>Writes the form that <see cref="Parse"/> reads back to the same numbers.</summary>
    public static string Write(AugmentationSpec? spec)
    {
        var parts = Entries.Where(entry => spec is not null && entry.Read(spec) != entry.Read(Unvaried))
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Name}:{entry.Read(spec!)}"))
            .ToArray();
        return parts.Length == 0 ? None : string.Join(',', parts);
    }

    private static double Number(string number, string name, string text) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value
        : throw ToolException.WrongUsage($"'{name}:{number}' in augmentation '{text}'", $"a number after '{name}:', or '{name}' alone", $"write {Example}");

    private static ToolException Unknown(string name, string text)
    {
        var names = Entries.Select(entry => entry.Name).ToArray();
        var nearest = Nearest.To(name, names);
        return ToolException.WrongUsage(
            $"'{name}' in augmentation '{text}' is no way to vary images",
            $"{string.Join(", ", names)}, each alone or with a number after a colon; or {None}",
            nearest is null ? $"write {Example}" : $"did you mean '{nearest}'?");
    }
}
