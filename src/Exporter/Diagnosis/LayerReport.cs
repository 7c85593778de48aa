namespace Toolchain.Exporter.Diagnosis;

/// <summary>A layer's values in a model against what they should be.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="LargestDifference">Largest absolute difference of two values; absent where nothing was compared.</param>
/// <param name="RelativeDifference">The same as a share of the largest value that the layer gives, or in float32 reads or gives.</param>
/// <param name="Tolerance">Largest relative difference that passes.</param>
/// <param name="Diverges">Whether it is exceeded; absent where nothing was compared.</param>
/// <param name="Note">Why nothing was compared.</param>
internal sealed record LayerDifference(string Layer, string Kind, double? LargestDifference, double? RelativeDifference, double? Tolerance, bool? Diverges, string? Note);

/// <summary>A model layer by layer, through a copy of its graph that gives every value to the caller.</summary>
/// <param name="Reference">What it was held against.</param>
/// <param name="Samples">On how many samples of the probe: those to which the model's answers are farthest off.</param>
/// <param name="Layers">The network's layers in their order.</param>
/// <param name="FirstDivergent">The first layer that diverges; absent where none does.</param>
/// <param name="Conclusion">What that means.</param>
internal sealed record LayerReport(string Reference, int Samples, IReadOnlyList<LayerDifference> Layers, string? FirstDivergent, string Conclusion);
