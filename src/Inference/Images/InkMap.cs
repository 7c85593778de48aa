namespace Toolchain.Inference.Images;

/// <summary>How much ink each pixel has, from 0 (ground) to 1, whatever the colours of ink and ground.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Ink">float32 [height, width].</param>
internal sealed record InkMap(int Width, int Height, float[] Ink)
{
    /// <summary>The map without ink fainter than some, and what is left stretched to 1.</summary>
    public InkMap Above(float faint) => this with { Ink = Array.ConvertAll(Ink, ink => Math.Max(0, (ink - faint) / (1 - faint))) };
}
