using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Programs;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata;

namespace Toolchain.Inference.Models;

/// <summary>Up to <see cref="Capacity"/> pictures and the model's answers, in memory that every run uses again.</summary>
internal sealed class DigitBatch : IDisposable
{
    /// <summary>Pictures of a full batch: blocks of this size run at the matrix peak, and larger ones leave the cache.</summary>
    public const int Capacity = 256;

    private static readonly string[] InputNames = [ModelMetadata.InputName];
    private static readonly string[] OutputNames = [ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    private readonly InferenceSession session;
    private readonly DigitModel model;
    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly byte[] pixels = new byte[Capacity * DatasetFolder.Pixels];
    private readonly float[]? scaled;
    private readonly float[] logits = new float[Capacity * DatasetFolder.Classes];
    private readonly float[] probabilities = new float[Capacity * DatasetFolder.Classes];
    private readonly long[] labels = new long[Capacity];
    private OrtValue[] inputs = [];
    private OrtValue[] outputs = [];
    private int boundCount;

    /// <summary>Makes room for a model.</summary>
    internal DigitBatch(InferenceSession session, DigitModel model)
    {
        this.session = session;
        this.model = model;
        scaled = model.Metadata.Input.IsRaw ? null : new float[pixels.Length];
    }

    /// <summary>Where the pixels of a picture go: uint8 [count, 784], white ink on black.</summary>
    public Span<byte> PixelsFrom(int index, int count = 1) => pixels.AsSpan(index * DatasetFolder.Pixels, count * DatasetFolder.Pixels);

    /// <summary>The scores of a picture, one a class.</summary>
    public ReadOnlySpan<float> LogitsOf(int index) => logits.AsSpan(index * DatasetFolder.Classes, DatasetFolder.Classes);

    /// <summary>The probabilities of a picture, one a class.</summary>
    public ReadOnlySpan<float> ProbabilitiesOf(int index) => probabilities.AsSpan(index * DatasetFolder.Classes, DatasetFolder.Classes);

    /// <summary>The model's answer for a picture.</summary>
    public int LabelOf(int index) => (int)labels[index];

    /// <summary>Runs the model on the first <paramref name="count"/> pictures.</summary>
    /// <exception cref="ToolException">ONNX Runtime fails, or the answers are no numbers or no classes (exit 3).</exception>
    public void Run(int count)
    {
        if (scaled is not null)
        {
            for (var i = 0; i < count * DatasetFolder.Pixels; i++)
            {
                scaled[i] = pixels[i] / 255f;
            }
        }

        Bind(count);
        try
        {
            session.Run(options, InputNames, inputs, OutputNames, outputs);
        }
        catch (OnnxRuntimeException fault)
        {
            throw Refusal($"ONNX Runtime fails while it runs {model.Path}: {ModelFile.Words(fault.Message)}", "a model that runs", fault);
        }

        CheckAnswers(count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unbind();
        options.Dispose();
    }

    private void CheckAnswers(int count)
    {
        foreach (var value in logits.AsSpan(0, count * DatasetFolder.Classes))
        {
            if (!float.IsFinite(value))
            {
                throw Refusal($"{model.Path} answers with {value}", "finite logits");
            }
        }

        foreach (var label in labels.AsSpan(0, count))
        {
            if (label is < 0 or >= DatasetFolder.Classes)
            {
                throw Refusal($"{model.Path} answers with the label {label}", $"a label from 0 to {DatasetFolder.Classes - 1}");
            }
        }
    }

    private static ToolException Refusal(string found, string expected, Exception? cause = null) =>
        ToolException.BadInput(found, expected, "train longer or at a lower rate, and export the model again", cause);

    private void Bind(int count)
    {
        if (count == boundCount)
        {
            return;
        }

        Unbind();
        inputs =
        [
            scaled is null ? View(pixels, model.Metadata.Input.Sizes(count)) : View(scaled, model.Metadata.Input.Sizes(count)),
        ];
        outputs = [View(logits, count, DatasetFolder.Classes), View(probabilities, count, DatasetFolder.Classes), View(labels, count)];
        boundCount = count;
    }

    private void Unbind()
    {
        foreach (var value in inputs.Concat(outputs))
        {
            value.Dispose();
        }

        (inputs, outputs, boundCount) = ([], [], 0);
    }

    private static OrtValue View<T>(T[] buffer, params long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, (int)shape.Aggregate((all, size) => all * size)), shape);
}
