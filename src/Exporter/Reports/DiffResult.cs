using Toolchain.Exporter.Comparison;

namespace Toolchain.Exporter.Reports;

/// <summary>What a comparison came to, as a program reads it.</summary>
/// <param name="Left">The first file.</param>
/// <param name="Right">The second file.</param>
/// <param name="Equal">Whether structure, weights and metadata are the same.</param>
/// <param name="SameBytes">Whether the files are the same byte by byte.</param>
/// <param name="Differences">What differs.</param>
internal sealed record DiffResult(string Left, string Right, bool Equal, bool SameBytes, IReadOnlyList<Difference> Differences);
