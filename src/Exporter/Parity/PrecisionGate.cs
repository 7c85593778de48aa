using System.Diagnostics;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Models;

namespace Toolchain.Exporter.Parity;

/// <summary>Holds a model that computes in less than float32 against the same model in float32, which passed the parity gate.</summary>
internal static class PrecisionGate
{
    /// <summary>Largest difference that passes where no accuracy can be measured, as a share of the largest value.</summary>
    /// <remarks>Float16 rounds by 2⁻¹¹, some 5e-4, at every layer; twenty of them add up to this where none cancels another.</remarks>
    public const double Tolerance = 1e-2;

    /// <summary>Compares on the test set, or on the probe where the network is no classifier of pictures.</summary>
    /// <exception cref="FormatException">The outputs of a model are no answers of such a network.</exception>
    public static PrecisionParity Check(RunningModel reduced, RunningModel whole, ModelPrecision precision, TrainedNetwork source, TestSet? data)
    {
        if (source.ClassNames is null)
        {
            var (largest, scale) = Differences.Largest(reduced.Output(source.Probe.Inputs), whole.Output(source.Probe.Inputs));
            return new PrecisionParity(precision.Type, source.Probe.Count, ModelMetadata.GeneralOutputName, largest, Tolerance * scale, LabelChanges: null, Contradictions: null, Accuracy: null);
        }

        var classes = source.Network.Classes;
        if (data is null)
        {
            var tally = new Tally();
            tally.Add(reduced.Answer(source.Probe.Inputs, classes), whole.Answer(source.Probe.Inputs, classes), labels: default);
            return tally.Of(precision.Type, tolerance: Tolerance * Math.Max(1, tally.Scale), accuracy: null);
        }

        var counted = new Tally();
        var (timed, time, timeInFloat32) = (0, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (first, pictures) in PictureBlocks.Of(data.Test.Images))
        {
            var start = Stopwatch.GetTimestamp();
            var answers = reduced.Answer(pictures, classes);
            var between = Stopwatch.GetTimestamp();
            var expected = whole.Answer(pictures, classes);
            if (first > 0) // a model's first block is slower than all others
            {
                (timed, time, timeInFloat32) = (timed + answers.Count, time + Stopwatch.GetElapsedTime(start, between), timeInFloat32 + Stopwatch.GetElapsedTime(between));
            }

            counted.Add(answers, expected, data.Test.Labels.Span[first..]);
        }

        return counted.Of(precision.Type, tolerance: null, new PrecisionAccuracy(counted.Correct, counted.CorrectInFloat32, data.Test.Count, precision.MaxAccuracyDrop ?? 0)) with
        {
            Speed = timed == 0 ? null : new PrecisionSpeed(Math.Round(timed / time.TotalSeconds), Math.Round(timed / timeInFloat32.TotalSeconds)),
        };
    }

    private sealed class Tally
    {
        private string? compared;
        private double largest;
        private int changes;
        private int? contradictions = 0;
        private int samples;

        public double Scale { get; private set; }

        public int Correct { get; private set; }

        public int CorrectInFloat32 { get; private set; }

        public void Add(ModelAnswers reduced, ModelAnswers whole, ReadOnlySpan<byte> labels)
        {
            samples += reduced.Count;
            contradictions += reduced.Contradictions();
            for (var i = 0; i < reduced.Count; i++)
            {
                var (label, expected) = (reduced.Label(i), whole.Label(i));
                changes += label == expected ? 0 : 1;
                Correct += i < labels.Length && label == labels[i] ? 1 : 0;
                CorrectInFloat32 += i < labels.Length && expected == labels[i] ? 1 : 0;
            }

            if (Compared(reduced, whole) is var (name, left, right))
            {
                var (difference, scale) = Differences.Largest(left, right);
                (compared, largest, Scale) = (name, Math.Max(largest, difference), Math.Max(Scale, scale));
            }
        }

        public PrecisionParity Of(string type, double? tolerance, PrecisionAccuracy? accuracy) =>
            new(type, samples, compared, compared is null ? null : largest, compared is null ? null : tolerance, changes, contradictions, accuracy);

        private static (string Name, float[] Reduced, float[] Whole)? Compared(ModelAnswers reduced, ModelAnswers whole) =>
            reduced.Logits is { } logits && whole.Logits is { } expected ? (ModelMetadata.LogitsName, logits, expected)
            : reduced.Probabilities is { } shares && whole.Probabilities is { } expectedShares ? (ModelMetadata.ProbabilitiesName, shares, expectedShares)
            : null;
    }
}
