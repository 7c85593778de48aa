using Toolchain.Inference.Models.Ports;

namespace Toolchain.Inference.Models.Reading;

/// <summary>What the user says of a model; null where nothing is said.</summary>
/// <param name="Scale">What it sees of a pixel.</param>
/// <param name="Output">The output with the scores.</param>
/// <param name="Meaning">What the scores are.</param>
/// <param name="ClassNames">What the classes are called.</param>
internal sealed record ReadingHints(PixelScale? Scale = null, string? Output = null, ScoreMeaning? Meaning = null, IReadOnlyList<string>? ClassNames = null);
