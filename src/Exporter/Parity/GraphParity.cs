using System.Globalization;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Comparison;
using Toolchain.Exporter.Graph;

namespace Toolchain.Exporter.Parity;

/// <summary>A model's graph and weights, against those that its checkpoint gives today.</summary>
/// <param name="Differences">What differs, the model on the left.</param>
/// <param name="Version">Version of the program that wrote the model.</param>
internal sealed record GraphParity(IReadOnlyList<Difference> Differences, string Version)
{
    private const int MostNamed = 3;

    /// <summary>The line of the report. Another version may write another graph, but no other values under the same name.</summary>
    public ParityCheck Check => new(
        "graph and weights, against the checkpoint",
        null,
        Differences.Count == 0 ? "nothing differs" : Found,
        Passed is null ? $"not compared: version {Printable.Of(Version)} wrote it, and this is {ModelGraph.Version}" : "nothing differs",
        Passed);

    private bool? Passed =>
        Differences.Count == 0 ? true
        : Version == ModelGraph.Version || Differences.Any(difference => difference.DifferingValues is not null) ? false
        : null;

    private string Found =>
        $"{string.Join(", ", Differences.Take(MostNamed).Select(Text))}{(Differences.Count > MostNamed ? $" and {Differences.Count - MostNamed} more" : "")} {(Differences.Count == 1 ? "differs" : "differ")}";

    private static string Text(Difference difference) =>
        $"{difference.Part} '{Printable.Of(difference.Name)}'{(difference is { DifferingValues: { } count, LargestDifference: { } largest } ? $" ({count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? "value" : "values")}, by at most {Parity.Differences.Text(largest)})" : "")}";
}
