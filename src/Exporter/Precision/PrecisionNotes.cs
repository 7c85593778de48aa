namespace Toolchain.Exporter.Precision;

/// <summary>What a smaller precision did to a graph.</summary>
/// <param name="Reduced">The nodes that compute in it, by name.</param>
/// <param name="Kept">The network's nodes that stayed in float32.</param>
internal sealed record PrecisionNotes(IReadOnlyList<string> Reduced, IReadOnlyList<string> Kept)
{
    /// <summary>Weights too small for float16, which are 0 now.</summary>
    public long Vanished { get; init; }

    /// <summary>How the ranges of int8 values were chosen; absent elsewhere.</summary>
    public string? Calibration { get; init; }
}
