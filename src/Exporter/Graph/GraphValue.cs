namespace Toolchain.Exporter.Graph;

/// <summary>A float32 value of the graph, as the layers see it.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Its sizes without the batch, which stays free.</param>
internal readonly record struct GraphValue(string Name, IReadOnlyList<int> Shape);
