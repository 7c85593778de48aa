using System.Globalization;

namespace Toolchain.Exporter.Parity;

/// <summary>The model's answers against the trained network's, on the checkpoint's probe.</summary>
/// <param name="Samples">Samples compared.</param>
/// <param name="Compared">The output whose values were compared: <c>logits</c>; where the model does not give them, <c>probabilities</c> or <c>label</c>; <c>output</c> where the network is no classifier.</param>
/// <param name="LargestDifference">Largest absolute difference of two values; absent for labels.</param>
/// <param name="Tolerance">Largest difference that passes; absent for labels.</param>
/// <param name="LabelChanges">Samples to which the model gives another label; absent where the network is no classifier.</param>
/// <param name="Reference">What gave the answers that it was held against; absent where it is the trained network.</param>
internal sealed record ProbeParity(int Samples, string Compared, double? LargestDifference, double? Tolerance, int? LabelChanges, string? Reference = null)
{
    /// <summary>Plain loops over the checkpoint's weights.</summary>
    public const string PlainArithmetic = "plain arithmetic";
}

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
/// <param name="Samples">On how many samples; absent where none were needed.</param>
/// <param name="Found">What the model gives.</param>
/// <param name="Expected">What it must give.</param>
/// <param name="Passed">The verdict; absent when there was nothing to compare with.</param>
internal sealed record ParityCheck(string What, int? Samples, string Found, string Expected, bool? Passed);

/// <summary>What the gate found.</summary>
/// <param name="Probe">Against the trained network's own answers.</param>
/// <param name="Data">On a test set, when one was given.</param>
/// <param name="Contradictions">Samples whose label or probabilities do not follow from their logits; absent where there are no logits, or nothing that follows from them.</param>
/// <param name="Metadata">Keys under which the model says of itself other than the checkpoint does; absent where it was not asked.</param>
/// <param name="Precision">Of a model that computes in less than float32: against the model in float32, which the above is about.</param>
/// <param name="Graph">Of a model that lies as a file: against the one that the checkpoint gives.</param>
internal sealed record ParityReport(ProbeParity Probe, DataParity? Data, int? Contradictions, IReadOnlyList<string>? Metadata = null, PrecisionParity? Precision = null, GraphParity? Graph = null)
{
    /// <summary>Whether the model may leave the house.</summary>
    public bool Passed => Checks.All(check => check.Passed != false);

    /// <summary>Whether the model gives other answers than it should, whatever it looks like and says of itself.</summary>
    public bool AnswersDiffer => !(this with { Metadata = null, Graph = null }).Passed;

    /// <summary>What failed, in words.</summary>
    public string Failures => string.Join("; ", Checks.Where(check => check.Passed == false).Select(check => $"{check.What}: {check.Found}"));

    /// <summary>What would have passed in its place.</summary>
    public string Expectations => string.Join("; ", Checks.Where(check => check.Passed == false).Select(check => $"{check.What}: {check.Expected}"));

    /// <summary>What the verdicts do not say, though it matters; null where there is nothing.</summary>
    public string? Caveat => Probe.Reference is { } reference
        ? $"held against {reference} (in double precision) on the same weights, since the answers of the program that trained them were not given: a layer or option that this program had and the network's JSON does not say would not show; 'exporter import --probe' or '--logits' shows it"
        : null;

    /// <summary>The report line by line.</summary>
    public IReadOnlyList<ParityCheck> Checks
    {
        get
        {
            var (checks, reference) = (new List<ParityCheck>(), Probe.Reference ?? "the trained network");
            if (Probe is { LargestDifference: { } largest, Tolerance: { } tolerance })
            {
                checks.Add(new($"{Probe.Compared}, against {reference}", Probe.Samples, $"differ by {Differences.Text(largest)}", $"at most {Differences.Text(tolerance)}", largest <= tolerance));
            }

            if (Probe.LabelChanges is { } changes)
            {
                checks.Add(new($"labels, against {reference}", Probe.Samples, $"{changes} change", "0 change", changes == 0));
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

            checks.AddRange(Precision?.Checks ?? []);
            checks.AddRange(Graph is null ? [] : [Graph.Check]);
            if (Metadata is not null)
            {
                checks.Add(new("metadata, against the checkpoint", null, Metadata.Count == 0 ? "nothing differs" : $"{string.Join(", ", Metadata)} {(Metadata.Count == 1 ? "differs" : "differ")}", "nothing differs", Metadata.Count == 0));
            }

            return checks;
        }
    }
}
