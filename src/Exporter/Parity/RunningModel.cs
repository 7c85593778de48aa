using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
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
        batch = session.InputMetadata[session.InputNames[0]].Dimensions[0]; // below 1 where it is free
    }

    /// <summary>What a classifier answers.</summary>
    /// <param name="samples">In front the batch: raw pixels for a model of pictures, else what the model reads.</param>
    public ModelAnswers Answer(TensorData samples)
    {
        var answers = Values(samples, Answers);
        return new ModelAnswers(
            MemoryMarshal.Cast<byte, float>(answers[0]).ToArray(),
            MemoryMarshal.Cast<byte, float>(answers[1]).ToArray(),
            MemoryMarshal.Cast<byte, long>(answers[2]).ToArray());
    }

    /// <summary>What a network answers that is no classifier.</summary>
    /// <param name="samples">What the model reads.</param>
    public float[] Output(TensorData samples) => MemoryMarshal.Cast<byte, float>(Values(samples, [ModelMetadata.GeneralOutputName])[0]).ToArray();

    /// <summary>The bytes of some outputs, all of which have a row for each sample; a model whose batch is fixed runs several times, on zeros where samples run out.</summary>
    public IReadOnlyList<byte[]> Values(TensorData samples, IReadOnlyList<string> names)
    {
        var count = checked((int)samples.Shape[0]);
        var size = batch < 1 ? count : batch;
        var width = samples.Bytes.Length / count;
        var values = names.Select(_ => new List<byte[]>()).ToArray();
        for (var first = 0; first < count; first += size)
        {
            var rows = Math.Min(size, count - first);
            var bytes = Padded(samples.Bytes.Slice(first * width, rows * width), size * width);
            using var input = Input(samples with { Shape = [size, .. samples.Shape.Skip(1)], Bytes = bytes });
            using var answers = session.Run(run, session.InputNames, [input], names);
            for (var i = 0; i < names.Count; i++)
            {
                var answer = answers[i].GetTensorDataAsSpan<byte>();
                values[i].Add(answer[..(answer.Length / size * rows)].ToArray());
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

    private static ReadOnlyMemory<byte> Padded(ReadOnlyMemory<byte> samples, int length)
    {
        if (samples.Length == length)
        {
            return samples;
        }

        var padded = new byte[length];
        samples.CopyTo(padded);
        return padded;
    }

    private OrtValue Input(TensorData samples)
    {
        if (!convention.IsOfPictures)
        {
            return samples.Type == TensorData.Int64
                ? OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, long>(samples.Bytes.Span).ToArray(), [.. samples.Shape])
                : OrtValue.CreateTensorValueFromMemory(samples.Floats.ToArray(), [.. samples.Shape]);
        }

        var sizes = convention.Sizes((int)samples.Shape[0]);
        if (convention.IsRaw)
        {
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(samples.Bytes), sizes);
        }

        var scaled = new float[samples.Bytes.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = samples.Bytes.Span[i] / 255f;
        }

        return OrtValue.CreateTensorValueFromMemory(scaled, sizes);
    }
}
