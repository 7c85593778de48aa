using System.Text.Json.Serialization;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Reports;

/// <summary>The JSON form of the results, one object a line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)] // a model that gives NaN differs by "Infinity"
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(VerifyResult))]
[JsonSerializable(typeof(DiffResult))]
[JsonSerializable(typeof(ModelSummary))]
internal sealed partial class ExporterJson : JsonSerializerContext;
