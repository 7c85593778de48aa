using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;
using Toolchain.Exporter.Running;
using Toolchain.Exporter.Storing;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata; // ONNX Runtime has one too

namespace Toolchain.Exporter.Parity;

/// <summary>A model, running in ONNX Runtime.</summary>
internal sealed class RunningModel : IDisposable
{
    private static readonly string[] Answers = [ModelMetadata.LogitsName, ModelMetadata.ProbabilitiesName, ModelMetadata.LabelName];

    private readonly RunOptions run = new();
    private readonly InferenceSession session;
    private readonly InputConvention convention;
    private readonly double temperature;
    private readonly int batch;
    private readonly PassingFolder? folder;

    /// <summary>Loads a model. One that takes two files lies in a folder for temporary files, on Windows as long as it runs.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses it.</exception>
    public RunningModel(ModelContent model, InputConvention convention, Calibration? calibration = null)
        : this(model, convention, calibration, model.Weights is null ? null : new PassingFolder(model))
    {
    }

    private RunningModel(ModelContent model, InputConvention convention, Calibration? calibration, PassingFolder? folder)
        : this(folder is null ? Runtime.Open(model.Bytes) : folder.Open(), convention, calibration)
    {
        if (OperatingSystem.IsWindows())
        {
            this.folder = folder; // files that are open stay there
        }
        else
        {
            folder?.Dispose(); // elsewhere they live as long as they are read, and a killed program leaves no gigabytes behind
        }
    }

    /// <summary>Runs a model that is loaded; disposing of this one disposes of the session.</summary>
    public RunningModel(InferenceSession session, InputConvention convention, Calibration? calibration = null)
    {
        this.session = session;
        this.convention = convention;
        temperature = calibration?.Temperature ?? 1;
        batch = session.InputMetadata[session.InputNames[0]].Dimensions[0]; // below 1 where it is free
    }

    /// <summary>What a classifier answers, as far as the model gives it.</summary>
    /// <param name="samples">In front the batch: raw pixels for a model of pictures, else what the model reads.</param>
    /// <param name="classes">Size of a row of logits or probabilities.</param>
    /// <exception cref="FormatException">The model has none of the outputs, or one that is of another type or size.</exception>
    public ModelAnswers Answer(TensorData samples, int classes)
    {
        var names = Answers.Where(session.OutputMetadata.ContainsKey).ToArray();
        if (names.Length == 0)
        {
            throw new FormatException($"the model has none of the outputs {string.Join(", ", Answers)}");
        }

        foreach (var name in names)
        {
            RequireType(name, name == ModelMetadata.LabelName ? typeof(long) : typeof(float));
        }

        var count = checked((int)samples.Shape[0]);
        var answers = names.Zip(Values(samples, names)).ToDictionary(pair => pair.First, pair => pair.Second);
        return new ModelAnswers(
            count,
            Typed<float>(ModelMetadata.LogitsName, count * classes),
            Typed<float>(ModelMetadata.ProbabilitiesName, count * classes),
            Typed<long>(ModelMetadata.LabelName, count),
            temperature);

        T[]? Typed<T>(string name, int length)
            where T : unmanaged
        {
            if (!answers.TryGetValue(name, out var bytes))
            {
                return null;
            }

            var values = MemoryMarshal.Cast<byte, T>(bytes).ToArray();
            return values.Length == length ? values : throw new FormatException($"output '{name}' has {values.Length} values for {count} samples, not {length}");
        }
    }

    /// <summary>What a network answers that is no classifier.</summary>
    /// <param name="samples">What the model reads.</param>
    /// <exception cref="FormatException">The model has no such output, or one that is no float32.</exception>
    public float[] Output(TensorData samples)
    {
        RequireType(ModelMetadata.GeneralOutputName, typeof(float));
        return MemoryMarshal.Cast<byte, float>(Values(samples, [ModelMetadata.GeneralOutputName])[0]).ToArray();
    }

    /// <summary>The bytes of some outputs, all of which have a row for each sample; a model whose batch is fixed runs several times, on zeros where samples run out.</summary>
    /// <exception cref="FormatException">An output has no row for each sample.</exception>
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
                if (answers[i].GetTensorTypeAndShape().Shape is not [var length, ..] || length != size)
                {
                    throw new FormatException($"output '{names[i]}' has no row for each of {size} samples");
                }

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
        folder?.Dispose();
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

    private void RequireType(string name, Type type)
    {
        if (!session.OutputMetadata.TryGetValue(name, out var output))
        {
            throw new FormatException($"the model has no output '{name}'");
        }

        if (!output.IsTensor || output.ElementType != type)
        {
            throw new FormatException($"output '{name}' is no tensor of {(type == typeof(long) ? "int64" : "float32")}");
        }
    }
}
