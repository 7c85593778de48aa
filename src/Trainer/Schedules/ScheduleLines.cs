using System.Text.Json.Serialization;

namespace Toolchain.Trainer.Schedules;

/// <summary>A schedule that can be asked for, as JSON.</summary>
internal sealed record ScheduleLine(string Kind, string Library, string Summary, string? Counterpart, IReadOnlyList<ParameterLine> Parameters);

/// <summary>One of its parameters, as JSON.</summary>
internal sealed record ParameterLine(string Name, string Default, string Meaning);

/// <summary>What holds for a step, as JSON.</summary>
internal sealed record PaceLine(long Step, double Rate, double? Momentum);

/// <summary>JSON of what is told about schedules.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleLine))]
[JsonSerializable(typeof(PaceLine))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
