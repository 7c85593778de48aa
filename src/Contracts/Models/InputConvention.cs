namespace Toolchain.Contracts.Models;

/// <summary>How a model wants its picture.</summary>
/// <param name="Type"><c>uint8</c>: raw pixels, scaled inside the graph; <c>float32</c>: already scaled by the caller.</param>
/// <param name="Shape">Sizes, the batch by name: <c>batch, 28, 28</c> or <c>batch, 1, 28, 28</c>.</param>
/// <param name="Range">The values of black and white.</param>
/// <param name="Ink">What a stroke looks like: <c>white on black</c>.</param>
public sealed record InputConvention(string Type, string Shape, string Range, string Ink)
{
    /// <summary>Raw MNIST pixels: uint8 [batch, 28, 28], 0 to 255.</summary>
    public static InputConvention RawPixels { get; } = new("uint8", "batch, 28, 28", "0..255", "white on black");

    /// <summary>Scaled pixels: float32 [batch, 1, 28, 28], 0 to 1.</summary>
    public static InputConvention ScaledPixels { get; } = new("float32", "batch, 1, 28, 28", "0..1", "white on black");
}
