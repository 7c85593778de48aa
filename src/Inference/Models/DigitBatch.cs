using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models.Ports;
using Toolchain.Inference.Models.Reading;

namespace Toolchain.Inference.Models;

/// <summary>Up to <see cref="Capacity"/> pictures and the model's answers, in memory that every run uses again.</summary>
internal sealed class DigitBatch : IDisposable
{
    /// <summary>Pictures of a full batch: blocks of this size run at the matrix peak, and larger ones leave the cache.</summary>
    public const int Usual = 256;

    private readonly LoadedModel model;
    private readonly ModelReading reading;
    private readonly ModelRun run;
    private readonly int stride;
    private readonly byte[] pixels;
    private readonly InputBuffer input;
    private readonly float[] logits;
    private readonly float[] probabilities;
    private readonly long[] labels;
    private OrtValue[] boundInput = [];
    private OrtValue[] boundOutputs = [];
    private int boundCount;

    /// <summary>Makes room for a model.</summary>
    /// <param name="model">What runs.</param>
    /// <param name="reading">How it is fed.</param>
    /// <param name="most">Pictures of a full batch, where the model leaves that open.</param>
    internal DigitBatch(LoadedModel model, ModelReading reading, int most)
    {
        (this.model, this.reading) = (model, reading);
        stride = reading.Input.Batch;
        Capacity = CapacityFor(reading, most);
        Classes = reading.ClassNames.Count;
        pixels = new byte[Capacity * ImageInput.Pixels];
        input = InputBuffer.Of(reading.Input, pixels);
        logits = new float[Capacity * Classes];
        probabilities = new float[Capacity * Classes];
        labels = new long[Capacity];
        string?[] outputs = [reading.Scores, reading.Probabilities, reading.Label];
        run = new ModelRun(model, reading.Input.Name, [.. outputs.OfType<string>()]);
    }

    /// <summary>Pictures of a full batch: as many as were asked for, or more where the model takes a fixed number at a time.</summary>
    public int Capacity { get; }

    /// <summary>The least number of pictures from <paramref name="most"/> on that a model can take at a time without any that are blank.</summary>
    public static int CapacityFor(ModelReading reading, int most) => reading.Input.Batch is > 0 and var stride ? (most + stride - 1) / stride * stride : most;

    /// <summary>Classes the model tells apart.</summary>
    public int Classes { get; }

    /// <summary>Where the pixels of a picture go: uint8 [count, 784], white ink on black.</summary>
    public Span<byte> PixelsFrom(int index, int count = 1) => pixels.AsSpan(index * ImageInput.Pixels, count * ImageInput.Pixels);

    /// <summary>The scores of a picture, one a class: numbers whose softmax are the probabilities.</summary>
    public ReadOnlySpan<float> LogitsOf(int index) => logits.AsSpan(index * Classes, Classes);

    /// <summary>The probabilities of a picture, one a class.</summary>
    public ReadOnlySpan<float> ProbabilitiesOf(int index) => probabilities.AsSpan(index * Classes, Classes);

    /// <summary>The model's answer for a picture.</summary>
    public int LabelOf(int index) => (int)labels[index];

    /// <summary>Runs the model on the first <paramref name="count"/> pictures.</summary>
    /// <exception cref="ToolException">ONNX Runtime fails or takes too long, or the answers are no numbers, no probabilities or no classes (exit 3).</exception>
    public void Run(int count)
    {
        // a model of fixed batch gets blank pictures in the place of those that are missing
        var padded = stride == 0 ? count : (count + stride - 1) / stride * stride;
        PixelsFrom(count, padded - count).Clear();
        input.Convert(padded);
        if (reading.AnswersInPlace)
        {
            Bind(padded);
            run.Into(boundInput, boundOutputs);
        }
        else
        {
            for (var first = 0; first < padded; first += stride == 0 ? padded : stride)
            {
                RunFrom(first, stride == 0 ? padded : stride);
            }
        }

        Complete(count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unbind();
        run.Dispose();
    }

    private void RunFrom(int first, int count)
    {
        var view = input.View(first, count);
        try
        {
            using var answers = run.Of(view);
            var scores = logits.AsSpan(first * Classes, count * Classes);
            ScoreRows.Copy(answers[0], count, scores);
            reading.Quantization?.Undo(scores);
            Arrange(scores);
            if (reading.Probabilities is not null)
            {
                ScoreRows.Copy(answers[1], count, probabilities.AsSpan(first * Classes, count * Classes));
            }

            if (reading.Label is not null)
            {
                answers[^1].GetTensorDataAsSpan<long>().CopyTo(labels.AsSpan(first, count));
            }
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            throw Refusal($"{model.Path} does not give an answer for each of {count} pictures: {fault.Message}", $"{Classes} scores a picture", fault);
        }
        finally
        {
            model.Limit.Release(view);
        }
    }

    private void Arrange(Span<float> scores)
    {
        if (reading.Places is not { } places)
        {
            return;
        }

        var row = new float[Classes];
        for (var at = 0; at < scores.Length; at += Classes)
        {
            scores.Slice(at, Classes).CopyTo(row);
            for (var i = 0; i < Classes; i++)
            {
                scores[at + i] = row[places[i]];
            }
        }
    }

    private void Complete(int count)
    {
        RequireNumbers(count);
        for (var i = 0; i < count; i++)
        {
            var scores = logits.AsSpan(i * Classes, Classes);
            if (reading.Label is null)
            {
                labels[i] = ScoreArithmetic.Largest(scores);
            }
            else if (labels[i] < 0 || labels[i] >= Classes)
            {
                throw Refusal($"{model.Path} answers with the label {labels[i]}", $"a label from 0 to {Classes - 1}");
            }

            if (reading.Probabilities is null)
            {
                ScoreArithmetic.ToProbabilities(reading.Meaning, scores, probabilities.AsSpan(i * Classes, Classes), (float)(reading.Calibration?.Temperature ?? 1));
                ScoreArithmetic.ToLogits(reading.Meaning, scores);
            }
        }

        RequireProbabilities(count);
    }

    private void RequireNumbers(int count)
    {
        var place = logits.AsSpan(0, count * Classes).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (place >= 0)
        {
            throw Refusal(Answer(logits, reading.Scores, place), "finite numbers");
        }
    }

    private void RequireProbabilities(int count)
    {
        var values = probabilities.AsSpan(0, count * Classes);
        if (values.IndexOfAnyExceptInRange(0, 1) < 0)
        {
            return;
        }

        for (var place = 0; place < values.Length; place++)
        {
            if (values[place] is not (>= -ScoreArithmetic.Rounding and <= 1 + ScoreArithmetic.Rounding))
            {
                throw NoProbability(place);
            }

            values[place] = Math.Clamp(values[place], 0, 1);
        }
    }

    private ToolException NoProbability(int place)
    {
        var found = Answer(probabilities, reading.Probabilities ?? reading.Scores, place);
        const string expected = "probabilities from 0 to 1";
        return reading.Meaning == ScoreMeaning.Probabilities && float.IsFinite(probabilities[place])
            ? ToolException.BadInput(found, expected, "pass --scores logits if these are scores of any size")
            : Refusal(found, expected);
    }

    private string Answer(float[] values, string output, int place) => $"{model.Path} answers with {Word(values[place])}: output '{output}', class {reading.ClassNames[place % Classes]}";

    private void Bind(int count)
    {
        if (count == boundCount)
        {
            return;
        }

        Unbind();
        boundInput = [input.View(0, count)];
        var outputs = new List<OrtValue> { View(logits, count, Classes) };
        if (reading.Probabilities is not null)
        {
            outputs.Add(View(probabilities, count, Classes));
        }

        if (reading.Label is not null)
        {
            outputs.Add(View(labels, count));
        }

        (boundOutputs, boundCount) = ([.. outputs], count);
    }

    private void Unbind()
    {
        foreach (var value in boundInput.Concat(boundOutputs))
        {
            model.Limit.Release(value);
        }

        (boundInput, boundOutputs, boundCount) = ([], [], 0);
    }

    private static OrtValue View<T>(T[] buffer, params long[] shape)
        where T : unmanaged =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, (int)shape.Aggregate((all, size) => all * size)), shape);

    private ToolException Refusal(string found, string expected, Exception? cause = null) => ToolException.BadInput(
        found,
        expected,
        model.Metadata is not null ? "train longer or at a lower rate, and export the model again" : "check --input-scale, --input-mean and --input-std; otherwise the model itself is at fault",
        cause);

    private static string Word(float value) =>
        float.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : float.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "-infinity";
}
