using System.Text.Json;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Schedules;

/// <summary>
/// Reads a schedule that a user wrote as JSON: <c>{"kind": …}</c> with our parameters or a library's, or <c>{"class_name": …, "config": …}</c> as Keras serializes
/// it. Unlike in a checkpoint, parameters left out take their defaults.
/// </summary>
internal static class ScheduleJson
{
    private static readonly JsonDocumentOptions Tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="ToolException">It is no JSON, or no schedule (exit 2).</exception>
    public static Call Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Tolerant);
            return ReadCall(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw ToolException.WrongUsage($"the schedule is no JSON: {fault.Message}", "{\"kind\": …} and parameters", "correct it", fault);
        }
    }

    private static Call ReadCall(JsonElement json)
    {
        var named = json.ValueKind == JsonValueKind.Object && (json.TryGetProperty("kind", out var kind) || json.TryGetProperty("class_name", out kind)) && kind.ValueKind == JsonValueKind.String
            ? kind.GetString()!
            : throw ToolException.WrongUsage("the schedule's JSON names no kind", "an object with \"kind\" (or Keras's \"class_name\" and \"config\")", "add it");
        var parameters = json.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object ? config : json;
        // our kinds have no capitals; in JSON their parameters are written as in a checkpoint
        var ours = named == JsonNamingPolicy.KebabCaseLower.ConvertName(named);
        var given = new Dictionary<string, Written>(StringComparer.Ordinal);
        foreach (var member in parameters.EnumerateObject().Where(member => member.Name is not ("kind" or "class_name" or "config" or "module" or "registered_name") && member.Value.ValueKind != JsonValueKind.Null))
        {
            given[ours ? JsonNamingPolicy.KebabCaseLower.ConvertName(member.Name) : member.Name] = ReadValue(member.Value);
        }

        // Keras names the module beside the class
        var library = json.TryGetProperty("module", out var module) && module.ValueKind == JsonValueKind.String && module.GetString()!.Contains("keras", StringComparison.Ordinal) ? "keras." : "";
        return new Call(library + named, given);
    }

    private static Written ReadValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ReadCall(value),
        JsonValueKind.Array => new Group([.. value.EnumerateArray().Select(ReadValue)]),
        JsonValueKind.String => new Word(value.GetString()!),
        _ => new Word(value.GetRawText()),
    };
}
