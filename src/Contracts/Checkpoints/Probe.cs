namespace Toolchain.Contracts.Checkpoints;

/// <summary>Fixed test images and the trained network's own answers: what an exported model is held against, without data or libtorch.</summary>
/// <param name="Images">Raw pixels, uint8 [count, 28, 28].</param>
/// <param name="Logits">float32 [count, classes].</param>
/// <param name="Count">Number of images.</param>
public sealed record Probe(byte[] Images, float[] Logits, int Count)
{
    /// <summary>Images a trainer puts into a probe (fewer when the test set is smaller).</summary>
    public const int Size = 64;
}
