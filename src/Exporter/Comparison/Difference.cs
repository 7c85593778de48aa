namespace Toolchain.Exporter.Comparison;

/// <summary>Something that two models do not have in common.</summary>
/// <param name="Part">What it is: <c>format</c>, <c>input</c>, <c>output</c>, <c>value</c>, <c>node</c>, <c>weight</c>, <c>metadata</c>, <c>order</c> or <c>rest</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="Left">In the first model; absent where it has none.</param>
/// <param name="Right">In the second model; absent where it has none.</param>
/// <param name="DifferingValues">Of two weights of one type and shape: values whose bits differ.</param>
/// <param name="LargestDifference">Of these: the largest absolute difference; infinite where one of the two is no finite number, absent where the values are no numbers.</param>
internal sealed record Difference(string Part, string Name, string? Left, string? Right, long? DifferingValues = null, double? LargestDifference = null);
