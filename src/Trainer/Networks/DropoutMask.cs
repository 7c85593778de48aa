using System.Runtime.InteropServices;
using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>Dropout from our own random numbers: a pure function of seed, step and layer, so that a resumed training drops the same values.</summary>
internal static class DropoutMask
{
    /// <summary>The input with some of its values (or channels) set to 0 and the others times 1 / (1 − rate).</summary>
    public static Tensor Apply(RandomZeros layer, Tensor input, TrainingPass pass)
    {
        var shape = input.shape;
        if (layer is Dropout2d)
        {
            (shape[2], shape[3]) = (1, 1);
        }

        var mask = empty(shape);
        Fill(MemoryMarshal.Cast<byte, float>(mask.bytes), layer.Rate, pass);
        return input * mask;
    }

    private static void Fill(Span<float> mask, double rate, TrainingPass pass)
    {
        var numbers = pass.Numbers();
        var dropped = (uint)Math.Min(uint.MaxValue, rate * (1L << 32)); // 32 bits decide about a value
        var kept = (float)(1 / (1 - rate));
        for (var i = 0; i < mask.Length; i += 2)
        {
            var bits = numbers.Next();
            mask[i] = (uint)bits < dropped ? 0 : kept;
            if (i + 1 < mask.Length)
            {
                mask[i + 1] = (uint)(bits >> 32) < dropped ? 0 : kept;
            }
        }
    }
}
