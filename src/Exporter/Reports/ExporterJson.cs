using System.Text.Json.Serialization;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Reports;

/// <summary>The JSON form of the results, one object a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(ModelSummary))]
internal sealed partial class ExporterJson : JsonSerializerContext;
