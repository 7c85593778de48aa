using System.Globalization;

namespace Toolchain.Exporter.Parity;

/// <summary>A model that computes in less than float32, against the same model in float32.</summary>
/// <param name="Type"><c>fp16</c> or <c>int8</c>.</param>
/// <param name="Samples">Samples that both answered: the test set, or the probe where the network is no classifier of pictures.</param>
/// <param name="Compared">The output whose values were compared; absent where the model gives labels alone.</param>
/// <param name="LargestDifference">Largest absolute difference of two of these values.</param>
/// <param name="Tolerance">Largest difference that passes; absent where accuracy decides.</param>
/// <param name="LabelChanges">Samples to which it gives another label; absent where the network is no classifier.</param>
/// <param name="Contradictions">Samples whose label or probabilities do not follow from the logits; absent where nothing could be compared.</param>
/// <param name="Accuracy">What it costs on the test set; absent where there is none.</param>
/// <param name="Speed">How fast both are; absent where there are too few samples to tell.</param>
internal sealed record PrecisionParity(
    string Type,
    int Samples,
    string? Compared,
    double? LargestDifference,
    double? Tolerance,
    int? LabelChanges,
    int? Contradictions,
    PrecisionAccuracy? Accuracy,
    PrecisionSpeed? Speed = null)
{
    /// <summary>The lines of the report.</summary>
    public IEnumerable<ParityCheck> Checks
    {
        get
        {
            if (LargestDifference is { } largest)
            {
                yield return new($"{Type} {Compared}, against fp32", Samples, $"differ by {Differences.Text(largest)}", Tolerance is { } most ? $"at most {Differences.Text(most)}" : "-", Tolerance is null ? null : largest <= Tolerance);
            }

            if (LabelChanges is { } changes)
            {
                yield return new($"{Type} labels, against fp32", Samples, $"{changes} change", Accuracy is null ? "0 change" : "-", Accuracy is null ? changes == 0 : null);
            }

            if (Contradictions is { } contradictions)
            {
                yield return new($"{Type} label and probabilities, against logits", Samples, $"{contradictions} disagree", "0 disagree", contradictions == 0);
            }

            if (Accuracy is { } accuracy)
            {
                yield return new(
                    $"{Type} accuracy on the test set",
                    Samples,
                    $"{accuracy.Correct} correct, {Points(Math.Abs(accuracy.Drop))} {(accuracy.Drop < 0 ? "gained" : "lost")}",
                    $"{accuracy.CorrectInFloat32} in fp32, at most {Points(accuracy.MaxDrop)} lost",
                    accuracy.Passed);
            }
        }
    }

    private static string Points(double points) => $"{points.ToString("0.0###", CultureInfo.InvariantCulture)} points";
}

/// <summary>What a smaller precision costs on a test set.</summary>
/// <param name="Correct">Correct answers.</param>
/// <param name="CorrectInFloat32">Correct answers of the model in float32.</param>
/// <param name="Total">Samples.</param>
/// <param name="MaxDrop">Percentage points that it may cost.</param>
internal sealed record PrecisionAccuracy(int Correct, int CorrectInFloat32, int Total, double MaxDrop)
{
    /// <summary>Percentage points that it costs; negative where it gains.</summary>
    public double Drop => Math.Round(100.0 * (CorrectInFloat32 - Correct) / Total, 10);

    /// <summary>Whether that is little enough.</summary>
    public bool Passed => Drop <= MaxDrop;
}

/// <summary>Samples that a model answers in a second on this processor, in blocks and on one thread.</summary>
/// <param name="SamplesPerSecond">The model in less than float32.</param>
/// <param name="SamplesPerSecondInFloat32">The model in float32.</param>
internal sealed record PrecisionSpeed(double SamplesPerSecond, double SamplesPerSecondInFloat32);
