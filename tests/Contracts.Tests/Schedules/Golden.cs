using System.IO.Compression;
using System.Text.Json;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

/// <summary>A case of what a library itself answers; README.md beside the files names versions and commands.</summary>
internal sealed record Golden(JsonElement Case)
{
    public string Class => Case.GetProperty("class").GetString()!;

    public double[] Values => Numbers("values")!;

    public static IEnumerable<string> Names(string file) => Cases(file).Select(each => each.GetProperty("name").GetString()!);

    public static Golden Of(string file, string name) => new(Cases(file).Single(each => each.GetProperty("name").GetString() == name));

    public double[]? Numbers(string member) =>
        Case.TryGetProperty(member, out var numbers) ? [.. numbers.EnumerateArray().Select(number => number.GetDouble())] : null;

    /// <summary>The case as a user of the library would write it, by class and argument names.</summary>
    public Schedule Parse(string library, ScheduleContext context)
    {
        var arguments = Case.GetProperty("arguments").EnumerateObject().Select(argument => argument.Name == "sequence"
            ? $"schedulers=[{string.Join(", ", argument.Value.EnumerateArray().Select(part => $"{part.GetProperty("class").GetString()}({string.Join(", ", part.EnumerateObject().Where(member => member.Name != "class").Select(Write))})"))}]"
            : Write(argument));
        return ScheduleCatalog.Parse($"{library}.{Class}:{string.Join(',', arguments)}", context);
    }

    private static string Write(JsonProperty argument) => $"{argument.Name}={argument.Value.GetRawText()}";

    private static IEnumerable<JsonElement> Cases(string file)
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Schedules", file)), CompressionMode.Decompress);
        return JsonDocument.Parse(stream).RootElement.GetProperty("cases").EnumerateArray().ToArray();
    }
}
