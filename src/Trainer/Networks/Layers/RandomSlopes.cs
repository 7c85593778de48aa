using System.Runtime.InteropServices;
using Toolchain.Contracts.Networks;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>The slopes of <see cref="RRelu"/> from our own random numbers: a pure function of seed, step and layer, so that a resumed training draws the same.</summary>
internal static class RandomSlopes
{
    /// <summary>The input, its values below 0 times a slope of their own.</summary>
    public static Tensor Apply(RRelu layer, Tensor input, TrainingPass pass)
    {
        var slopes = empty(input.shape);
        var numbers = pass.Numbers();
        foreach (ref var slope in MemoryMarshal.Cast<byte, float>(slopes.bytes))
        {
            slope = (float)(layer.Lower + ((layer.Upper - layer.Lower) * numbers.NextUnit()));
        }

        return where(input.ge(zeros_like(input)), input, input * slopes);
    }
}
