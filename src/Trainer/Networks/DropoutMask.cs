using System.Runtime.InteropServices;
using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>Dropout from our own random numbers: a pure function of seed, step and layer, so that a resumed training drops the same values.</summary>
internal static class DropoutMask
{
    // minus SELU's value far below 0
    private const double Floor = Selu.Scale * Selu.Alpha;

    /// <summary>The input with some of its values (or channels) put out and the others made larger.</summary>
    public static Tensor Apply(RandomZeros layer, Tensor input, TrainingPass pass)
    {
        var shape = input.shape;
        if (layer.SharedAxes is not null || layer is FeatureAlphaDropout)
        {
            shape.AsSpan(2).Fill(1);
        }

        // scale and shift keep mean 0 and variance 1 where zeros become -Floor. Source: aten/src/ATen/native/Dropout.cpp
        var isAlpha = layer is AlphaDropout or FeatureAlphaDropout;
        var scale = isAlpha ? 1 / Math.Sqrt(((Floor * Floor * layer.Rate) + 1) * (1 - layer.Rate)) : 1 / (1 - layer.Rate);
        var mask = empty(shape);
        var values = MemoryMarshal.Cast<byte, float>(mask.bytes);
        Fill(values, layer.Rate, (float)scale, pass);
        var dropped = input * mask;
        if (!isAlpha)
        {
            return dropped;
        }

        var shift = empty(shape);
        var shifts = MemoryMarshal.Cast<byte, float>(shift.bytes);
        for (var i = 0; i < shifts.Length; i++)
        {
            shifts[i] = (float)(Floor * scale * (values[i] == 0 ? layer.Rate - 1 : layer.Rate));
        }

        return dropped.add(shift, Scalars.One);
    }

    private static void Fill(Span<float> mask, double rate, float kept, TrainingPass pass)
    {
        var numbers = pass.Numbers();
        var dropped = (uint)Math.Min(uint.MaxValue, rate * (1L << 32)); // 32 bits decide about a value
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
