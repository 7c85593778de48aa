using System.Globalization;

namespace Toolchain.Exporter.Parity;

/// <summary>The model's answers against the trained network's, on the checkpoint's probe.</summary>
/// <param name="Samples">Samples compared.</param>
/// <param name="LargestDifference">Largest absolute difference of two logits, or of two values of a network that is no classifier.</param>
/// <param name="Tolerance">Largest difference that passes.</param>
/// <param name="LabelChanges">Samples to which the model gives another label; absent where the network is no classifier.</param>
internal sealed record ProbeParity(int Samples, double LargestDifference, double Tolerance, int? LabelChanges);

/// <summary>The model's accuracy on a test set.</summary>
/// <param name="Dataset">The set's name.</param>
/// <param name="Correct">Correct answers.</param>
/// <param name="Total">Samples.</param>
/// <param name="Accuracy">The share.</param>
/// <param name="Expected">Correct answers of the trained network; absent when it was not measured on this set.</param>
/// <param name="Note">Why nothing was compared.</param>
internal sealed record DataParity(string Dataset, int Correct, int Total, double Accuracy, int? Expected, string? Note);

/// <summary>A line of the report.</summary>
/// <param name="What">What was compared.</param>
/// <param name="Samples">On how many images.</param>
/// <param name="Found">What the model gives.</param>
/// <param name="Expected">What it must give.</param>
/// <param name="Passed">The verdict; absent when there was nothing to compare with.</param>
internal sealed record ParityCheck(string What, int Samples, string Found, string Expected, bool? Passed);

/// <summary>What the gate found.</summary>
/// <param name="Probe">Against the trained network's own answers.</param>
/// <param name="Data">On a test set, when one was given.</param>
/// <param name="Contradictions">Samples whose label or probabilities do not follow from their logits; absent where the network is no classifier.</param>
internal sealed record ParityReport(ProbeParity Probe, DataParity? Data, int? Contradictions)
{
    /// <summary>Whether the model may leave the house.</summary>
    public bool Passed => Checks.All(check => check.Passed != false);

    /// <summary>The report line by line.</summary>
    public IReadOnlyList<ParityCheck> Checks
    {
        get
        {
            var checks = new List<ParityCheck>
            {
                new($"{(Probe.LabelChanges is null ? "output" : "logits")}, against the trained network", Probe.Samples, $"differ by {Number(Probe.LargestDifference)}", $"at most {Number(Probe.Tolerance)}", Probe.LargestDifference <= Probe.Tolerance),
            };
            if (Probe.LabelChanges is { } changes)
            {
                checks.Add(new("labels, against the trained network", Probe.Samples, $"{changes} change", "0 change", changes == 0));
            }

            if (Contradictions is { } contradictions)
            {
                checks.Add(new("label and probabilities, against the logits", Probe.Samples + (Data?.Total ?? 0), $"{contradictions} disagree", "0 disagree", contradictions == 0));
            }

            if (Data is not null)
            {
                checks.Add(new(
                    $"answers on the test set ({Data.Dataset})",
                    Data.Total,
                    $"{Data.Correct} correct ({Data.Accuracy.ToString("P2", CultureInfo.InvariantCulture)})",
                    Data.Expected is { } expected ? $"{expected} correct, as trained" : $"not compared: {Data.Note}",
                    Data.Expected is null ? null : Data.Expected == Data.Correct));
            }

            return checks;
        }
    }

    private static string Number(double value) => value.ToString("0.0e-00", CultureInfo.InvariantCulture);
}
