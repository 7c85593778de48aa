using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.Inference.Benchmarks;
using Toolchain.Inference.Devices.Doctor;
using Toolchain.Inference.Evaluation;
using Toolchain.Inference.Models;
using Toolchain.Inference.Robustness;

namespace Toolchain.Inference;

/// <summary>The JSON objects that the commands print, one a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(Measurement))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(ScaleTrial))]
[JsonSerializable(typeof(TransformResult))]
internal sealed partial class InferenceJson : JsonSerializerContext
{
    /// <summary>With letters of all languages as they are: the lines never go into HTML.</summary>
    public static InferenceJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
