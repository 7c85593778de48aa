namespace Toolchain.Exporter.Precision;

/// <summary>What a smaller precision did to a graph.</summary>
/// <param name="Reduced">The nodes that compute in it, by name.</param>
/// <param name="Kept">The network's nodes that stayed in float32.</param>
/// <param name="Vanished">Of fp16: weights that are too small for it, and 0 now.</param>
internal sealed record PrecisionNotes(IReadOnlyList<string> Reduced, IReadOnlyList<string> Kept, long? Vanished = null);
