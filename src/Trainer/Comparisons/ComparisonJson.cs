using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.Trainer.Comparisons.Reports;

namespace Toolchain.Trainer.Comparisons;

/// <summary>JSON of a comparison's files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ComparisonPlan))]
[JsonSerializable(typeof(ComparisonFacts))]
[JsonSerializable(typeof(RunOutcome))]
[JsonSerializable(typeof(ComparisonReport))]
internal sealed partial class ComparisonJson : JsonSerializerContext
{
    /// <summary>For files that people read too.</summary>
    public static ComparisonJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { WriteIndented = true });
}
