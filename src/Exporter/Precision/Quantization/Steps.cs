namespace Toolchain.Exporter.Precision.Quantization;

/// <summary>How 256 steps stand for numbers, as a model stores it.</summary>
/// <param name="Scale">What one step is worth.</param>
/// <param name="Zero">The step that stands for 0.</param>
internal readonly record struct Steps(float Scale, byte Zero);
