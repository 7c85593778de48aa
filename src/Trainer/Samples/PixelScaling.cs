using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Toolchain.Trainer.Samples;

/// <summary>Raw pixels to the network's input: pixel / 255 in float32, the very values that the exported graph computes.</summary>
internal static class PixelScaling
{
    /// <summary>The value of a white pixel.</summary>
    public const float White = 255f;

    /// <summary>Scales <paramref name="pixels"/> into <paramref name="scaled"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ReadOnlySpan<byte> pixels, Span<float> scaled)
    {
        scaled = scaled[..pixels.Length];
        var width = Vector<float>.Count;
        var done = 0;
        for (; done <= pixels.Length - Vector<byte>.Count; done += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(pixels[done..]), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            var target = MemoryMarshal.Cast<float, Vector<float>>(scaled.Slice(done, 4 * width));
            // a true division: multiplying by 1/255 would differ from the graph in the last bit
            target[0] = Vector.ConvertToSingle(first) / new Vector<float>(White);
            target[1] = Vector.ConvertToSingle(second) / new Vector<float>(White);
            target[2] = Vector.ConvertToSingle(third) / new Vector<float>(White);
            target[3] = Vector.ConvertToSingle(fourth) / new Vector<float>(White);
        }

        for (; done < pixels.Length; done++)
        {
            scaled[done] = pixels[done] / White;
        }
    }
}
