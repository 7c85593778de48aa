using System.Runtime.CompilerServices;
using Toolchain.Contracts.Samples;

namespace Toolchain.Trainer.Samples.Augmentation;

/// <summary>The random numbers of one sample in one epoch: SplitMix64 from a state that is a pure function of both and of the seed. A value, so that an image costs no allocation.</summary>
internal struct VariationNoise
{
    private ulong state;

    /// <summary>The numbers of a sample in an epoch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public VariationNoise(ulong seed, int epoch, int sample)
    {
        var key = RandomNumbers.Mix(ref seed) ^ ((ulong)Purpose.Augmentation << 56) ^ (ulong)epoch;
        key = RandomNumbers.Mix(ref key) ^ (ulong)sample;
        state = RandomNumbers.Mix(ref key);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => RandomNumbers.Mix(ref state);

    /// <summary>Uniform in [0, 1), of 53 bits.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [−<paramref name="most"/>, <paramref name="most"/>).</summary>
    public double Within(double most) => ((2 * NextUnit()) - 1) * most;

    /// <summary>Fills <paramref name="values"/> with numbers of mean 0 and variance 1, uniform in 65,536 steps; bounded, so that no displacement is absurd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillUnitVariance(Span<float> values)
    {
        // k uniform in 0 to n − 1 has the variance (n² − 1) / 12
        const float Middle = 65_535 / 2f;
        var scale = (float)Math.Sqrt(12.0 / ((65_536.0 * 65_536.0) - 1));
        for (var i = 0; i < values.Length; i += 4)
        {
            var bits = Next();
            foreach (ref var value in values.Slice(i, Math.Min(4, values.Length - i)))
            {
                value = ((bits & 0xFFFF) - Middle) * scale;
                bits >>= 16;
            }
        }
    }
}
