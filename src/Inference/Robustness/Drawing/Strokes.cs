using Toolchain.Inference.Images;
using Toolchain.Inference.Images.Separation;

namespace Toolchain.Inference.Robustness.Drawing;

/// <summary>A digit drawn by another pen.</summary>
internal static class Strokes
{
    // ink of at least this strength is inside a stroke
    private const float Inside = 0.5f;

    // a place is on the middle line of a stroke if none of its neighbours lies deeper inside than this many pixels
    private const float Ridge = 0.3f;

    /// <summary>Every stroke wider by a number of pixels on each side.</summary>
    public static InkMap Thickened(InkMap ink, float pixels)
    {
        var distances = Distance.To(Array.ConvertAll(ink.Ink, value => value >= Inside), ink.Width, ink.Height);
        return ink with { Ink = Array.ConvertAll(distances, distance => Edge(pixels - distance)) };
    }

    /// <summary>The middle lines of the strokes, drawn by a pen of a radius in pixels.</summary>
    public static InkMap Redrawn(InkMap ink, float radius)
    {
        var depth = Distance.To(Array.ConvertAll(ink.Ink, value => value < Inside), ink.Width, ink.Height);
        var middle = new bool[depth.Length];
        for (var i = 0; i < depth.Length; i++)
        {
            middle[i] = depth[i] > 1 && depth[i] >= Deepest(depth, ink, i) - Ridge;
        }

        return ink with { Ink = Array.ConvertAll(Distance.To(middle, ink.Width, ink.Height), distance => Edge(radius - distance)) };
    }

    private static float Edge(float inside) => Math.Clamp(inside + 0.5f, 0, 1);

    private static float Deepest(float[] depth, InkMap ink, int pixel)
    {
        var (y, x) = Math.DivRem(pixel, ink.Width);
        var deepest = 0f;
        for (var row = Math.Max(0, y - 1); row <= Math.Min(ink.Height - 1, y + 1); row++)
        {
            for (var column = Math.Max(0, x - 1); column <= Math.Min(ink.Width - 1, x + 1); column++)
            {
                deepest = Math.Max(deepest, depth[(row * ink.Width) + column]);
            }
        }

        return deepest;
    }
}
