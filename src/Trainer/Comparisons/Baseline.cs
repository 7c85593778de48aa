using System.Globalization;
using System.Text.Json;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Comparisons;

/// <summary>The constant rate that a comparison adds when it was given none.</summary>
internal static class Baseline
{
    private const float ReferenceRate = 0.1f;

    /// <summary>A constant rate where another schedule begins: at its parameter <c>initial</c>, its own or that of the schedule inside it.</summary>
    /// <returns>As written for <c>--schedules</c>.</returns>
    public static string SpecFor(Schedule schedule)
    {
        using var json = JsonDocument.Parse(schedule.ToJson());
        return string.Create(CultureInfo.InvariantCulture, $"constant:initial={InitialIn(json.RootElement) ?? ReferenceRate}");
    }

    private static float? InitialIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.TryGetProperty("initial", out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetSingle()
            : element.EnumerateObject().Select(member => InitialIn(member.Value)).FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(InitialIn).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
