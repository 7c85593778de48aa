using System.Text.Json;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Comparisons;

/// <summary>The constant rate that a comparison adds when it was given none.</summary>
internal static class Baseline
{
    /// <summary>A constant rate at which another schedule begins: its parameter <c>initial</c>, its own or that of the schedule inside it; of one that has none, but climbs, its <c>peak</c>.</summary>
    /// <returns>As written for <c>--schedules</c>.</returns>
    public static string SpecFor(Schedule schedule)
    {
        using var json = JsonDocument.Parse(schedule.ToJson());
        return $"constant:initial={Find(json.RootElement, "initial") ?? Find(json.RootElement, "peak") ?? $"{schedule.RateAt(0)}"}";
    }

    // digits as they were written: a float32 that went through double would gain some
    private static string? Find(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetRawText()
            : element.EnumerateObject().Select(member => Find(member.Value, name)).FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select(item => Find(item, name)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
