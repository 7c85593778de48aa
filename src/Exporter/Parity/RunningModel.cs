using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Running;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata; // ONNX Runtime has one too

namespace Toolchain.Exporter.Parity;

/// <summary>A model, running in ONNX Runtime.</summary>
internal sealed class RunningModel : IDisposable
{
    private static readonly string[] Answers = [ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    private readonly RunOptions run = new();
    private readonly InferenceSession session;
    private readonly InputConvention convention;
    private readonly int batch;

    /// <summary>Loads the bytes of a model.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public RunningModel(byte[] model, InputConvention convention)
        : this(Runtime.Open(model), convention)
    {
    }

    /// <summary>Runs a model that is loaded; disposing of this one disposes of the session.</summary>
    public RunningModel(InferenceSession session, InputConvention convention)
    {
        this.session = session;
        this.convention = convention;
        batch = session.InputMetadata[ModelMetadata.InputName].Dimensions[0]; // below 1 where it is free
    }

    /// <summary>Answers raw images, uint8 [count, 28, 28].</summary>
    public ModelAnswers Answer(ReadOnlyMemory<byte> images, int count)
    {
        var answers = Values(images, count, Answers);
        return new ModelAnswers(
            MemoryMarshal.Cast<byte, float>(answers[0]).ToArray(),
            MemoryMarshal.Cast<byte, float>(answers[1]).ToArray(),
            MemoryMarshal.Cast<byte, long>(answers[2]).ToArray());
    }

    /// <summary>The bytes of some outputs, all of which have a row for each image; a model whose batch is fixed runs several times, on black pictures where images run out.</summary>
    public IReadOnlyList<byte[]> Values(ReadOnlyMemory<byte> images, int count, IReadOnlyList<string> names)
    {
        var size = batch < 1 ? count : batch;
        var values = names.Select(_ => new List<byte[]>()).ToArray();
        for (var first = 0; first < count; first += size)
        {
            var rows = Math.Min(size, count - first);
            using var input = Input(Padded(images.Slice(first * DatasetFolder.Pixels, rows * DatasetFolder.Pixels), size), size);
            using var answers = session.Run(run, [ModelMetadata.InputName], [input], names);
            for (var i = 0; i < names.Count; i++)
            {
                var bytes = MemoryMarshal.AsBytes(answers[i].GetTensorDataAsSpan<byte>());
                values[i].Add(bytes[..(bytes.Length / size * rows)].ToArray());
            }
        }

        return [.. values.Select(parts => parts is [var only] ? only : [.. parts.SelectMany(part => part)])];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        run.Dispose();
    }

    private static ReadOnlyMemory<byte> Padded(ReadOnlyMemory<byte> images, int size)
    {
        if (images.Length == size * DatasetFolder.Pixels)
        {
            return images;
        }

        var padded = new byte[size * DatasetFolder.Pixels];
        images.CopyTo(padded);
        return padded;
    }

    private OrtValue Input(ReadOnlyMemory<byte> images, int count)
    {
        if (convention.IsRaw)
        {
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(images), convention.Sizes(count));
        }

        var scaled = new float[images.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = images.Span[i] / 255f;
        }

        return OrtValue.CreateTensorValueFromMemory(scaled, convention.Sizes(count));
    }
}
