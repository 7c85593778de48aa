using Microsoft.ML.OnnxRuntime;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Models;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Storing;
using ModelMetadata = Toolchain.Contracts.Models.ModelMetadata; // ONNX Runtime has one too

namespace Toolchain.Exporter.Parity;

/// <summary>Runs a model before anyone can see it, and holds its answers against the trained network's.</summary>
internal static class ParityGate
{
    /// <summary>Largest difference of two values that passes, as a share of the largest value (of 1 when all logits are smaller).</summary>
    /// <remarks>
    /// Two correct float32 programs add in different orders and round differently: by some 1e-7 of the sum for each addition that matters,
    /// which for sums of 784 products was seen to come to less than 1e-6 of the largest logit. Ten times that leaves room for deeper
    /// networks; what an exporter does wrong (a transposed weight, a missing scale, a dropped bias) is of the size of the logits themselves.
    /// </remarks>
    public const double Tolerance = 1e-5;

    /// <summary>Compares what was just exported; a model that fails is in the report, not an exception.</summary>
    /// <exception cref="ToolException">ONNX Runtime cannot run the model at all (exit 1).</exception>
    public static ParityReport Check(ModelContent model, InputConvention input, TrainedNetwork source, TestSet? data, Calibration? calibration = null) => Guard(() =>
    {
        using var running = new RunningModel(model, input, calibration);
        return Check(running, source, data);
    });

    /// <summary>Runs graphs that we wrote.</summary>
    /// <exception cref="ToolException">ONNX Runtime cannot run one (exit 1).</exception>
    public static T Guard<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (OnnxRuntimeException fault)
        {
            throw new ToolException(ExitCode.CheckFailed, $"ONNX Runtime cannot run the exported graph: {fault.Message}", "a graph that runs", "report this with the checkpoint's 'network' metadata; no file was written", fault);
        }
    }

    /// <summary>Compares any model that runs, as far as its outputs go.</summary>
    /// <exception cref="OnnxRuntimeException">It cannot run on the probe or the pictures.</exception>
    /// <exception cref="FormatException">Its outputs are no answers of such a network.</exception>
    public static ParityReport Check(RunningModel running, TrainedNetwork source, TestSet? data)
    {
        if (source.ClassNames is null)
        {
            return new ParityReport(Compare(running.Output(source.Probe.Inputs), source), null, null);
        }

        var answers = running.Answer(source.Probe.Inputs, source.Network.Classes);
        var probe = Compare(answers, source);
        if (data is null)
        {
            return new ParityReport(probe, null, answers.Contradictions());
        }

        var (correct, contradictions) = Count(running, data.Test, source.Network.Classes);
        var why = data.WhyIncomparable(source.Training);
        return new ParityReport(
            probe,
            new DataParity(data.Identity.Name, correct, data.Test.Count, (double)correct / data.Test.Count, why is null ? source.Training?.Metrics[^1].ValCorrect : null, why),
            answers.Contradictions() + contradictions);
    }

    private static string? ReferenceOf(TrainedNetwork source) => source.ProbeIsComputed ? ProbeParity.PlainArithmetic : null;

    private static ProbeParity Compare(ModelAnswers answers, TrainedNetwork source)
    {
        var (probe, reference) = (source.Probe, ReferenceOf(source));
        var expected = probe.Outputs.Floats;
        var classes = expected.Length / probe.Count;
        var changes = 0;
        for (var sample = 0; sample < probe.Count; sample++)
        {
            changes += answers.Label(sample) == ModelAnswers.ArgMax(expected.Slice(sample * classes, classes)) ? 0 : 1;
        }

        if (answers.Logits is { } logits)
        {
            var (largest, scale) = Differences.Largest(logits, expected);
            return new ProbeParity(probe.Count, ModelMetadata.LogitsName, largest, Tolerance * Math.Max(1, scale), changes, reference);
        }

        return answers.Probabilities is { } probabilities
            ? new ProbeParity(probe.Count, ModelMetadata.ProbabilitiesName, Differences.Largest(probabilities, Softmax(expected, classes, answers.Temperature)).Largest, ModelAnswers.ProbabilityTolerance, changes, reference)
            : new ProbeParity(probe.Count, ModelMetadata.LabelName, LargestDifference: null, Tolerance: null, changes, reference);
    }

    private static ProbeParity Compare(float[] answers, TrainedNetwork source)
    {
        var probe = source.Probe;
        var (largest, scale) = Differences.Largest(answers, probe.Outputs.Floats);
        return new ProbeParity(probe.Count, ModelMetadata.GeneralOutputName, largest, Tolerance * scale, LabelChanges: null, ReferenceOf(source));
    }

    private static float[] Softmax(ReadOnlySpan<float> logits, int classes, double temperature)
    {
        var probabilities = new List<float>();
        for (var first = 0; first < logits.Length; first += classes)
        {
            probabilities.AddRange(ModelAnswers.Softmax(logits.Slice(first, classes), temperature).Select(value => (float)value));
        }

        return [.. probabilities];
    }

    private static (int Correct, int? Contradictions) Count(RunningModel model, Split test, int classes)
    {
        var correct = 0;
        int? contradictions = 0;
        foreach (var (first, pictures) in PictureBlocks.Of(test.Images))
        {
            var answers = model.Answer(pictures, classes);
            contradictions += answers.Contradictions();
            for (var i = 0; i < answers.Count; i++)
            {
                correct += answers.Label(i) == test.Labels.Span[first + i] ? 1 : 0;
            }
        }

        return (correct, contradictions);
    }
}
