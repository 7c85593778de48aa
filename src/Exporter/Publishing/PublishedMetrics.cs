using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Commands;
using Toolchain.Exporter.Inspection;

namespace Toolchain.Exporter.Publishing;

/// <summary>The content of <c>metrics.json</c>: how good the model is, and what it takes to make it again.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Model">The file.</param>
/// <param name="CheckpointSha256">Digest of the checkpoint it was exported from.</param>
/// <param name="Command">The command that gives the training.</param>
/// <param name="Seed">The training's seed.</param>
/// <param name="Metrics">As the trainer measured them after the last epoch.</param>
/// <param name="OnnxRuntime">As ONNX Runtime measured this very file.</param>
/// <param name="Epochs">As the trainer measured each epoch.</param>
internal sealed record PublishedMetrics(
    string Name,
    PublishedFile Model,
    string CheckpointSha256,
    string Command,
    ulong Seed,
    ModelMetrics Metrics,
    MeasuredAccuracy OnnxRuntime,
    IReadOnlyList<EpochMetrics> Epochs)
{
    private static readonly PublishedJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a command is read by people: 'a > b', not 'a \u003E b'
    });

    /// <summary>The facts of a checked model.</summary>
    public static PublishedMetrics Of(string name, CheckedModel model, Checkpoint training, ModelMetrics quality, MeasuredAccuracy accuracy) => new(
        name,
        new PublishedFile(PublishedFolder.ModelFile, model.Content.Bytes.Length, model.Content.Digest, model.Opset),
        model.Metadata.CheckpointDigest,
        training.Command,
        training.Plan.Seed,
        quality,
        accuracy,
        training.Metrics);

    /// <summary>Reads the file's text.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static PublishedMetrics FromJson(string json) => Contracts.Json.Read(json, Json.PublishedMetrics, "metrics");

    /// <summary>With what the model says of itself: all that a card is written from.</summary>
    public CardFacts ToCard(ModelSummary model, ModelMetadata metadata) => new(Name, Model.File, Model.Sha256, model, metadata, OnnxRuntime, Epochs);

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.PublishedMetrics) + "\n";
}

/// <summary>The model beside the metrics.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="Opset">Version of the operator set.</param>
internal sealed record PublishedFile(string File, int Bytes, string Sha256, int Opset);

/// <summary>Answers on a test set.</summary>
/// <param name="Dataset">The set.</param>
/// <param name="Correct">Correct answers.</param>
/// <param name="Total">Samples.</param>
/// <param name="Accuracy">The share.</param>
internal sealed record MeasuredAccuracy(string Dataset, int Correct, int Total, double Accuracy);

/// <summary>The JSON form of <c>metrics.json</c>.</summary>
[JsonSerializable(typeof(PublishedMetrics))]
internal sealed partial class PublishedJson : JsonSerializerContext;
