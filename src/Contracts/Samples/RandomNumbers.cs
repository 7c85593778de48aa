using System.Numerics;

namespace Toolchain.Contracts.Samples;

/// <summary>What a stream of random numbers is for; streams of different purposes never share numbers.</summary>
public enum Purpose
{
    /// <summary>First values of parameters, one stream a parameter.</summary>
    Initialization = 1,

    /// <summary>Order of the samples, one stream an epoch.</summary>
    Shuffling = 2,

    /// <summary>Choice of the samples that are held out for validation.</summary>
    Holdout = 3,

    /// <summary>How a training image is varied, one stream a sample and epoch.</summary>
    Augmentation = 4,

    /// <summary>Which values a dropout layer sets to zero, one stream a step and layer.</summary>
    Dropout = 5,

    /// <summary>How a test picture is changed to try a model, one stream a sample.</summary>
    Robustness = 6,

    /// <summary>Samples that a network is tried on when there are no others.</summary>
    Probe = 7,
}

/// <summary>xoshiro256** seeded by SplitMix64 (Blackman and Vigna, 2018): a pure function of seed, purpose and index, so that nothing needs saving.</summary>
public sealed class RandomNumbers
{
    private ulong a, b, c, d;

    /// <summary>The stream of a seed, a purpose and an index.</summary>
    public RandomNumbers(ulong seed, Purpose purpose, long index)
    {
        var state = seed;
        var key = Mix(ref state) ^ ((ulong)purpose << 56) ^ (ulong)index;
        (a, b, c, d) = (Mix(ref key), Mix(ref key), Mix(ref key), Mix(ref key));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), of 53 bits.</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 to <paramref name="bound"/> − 1, without bias (Lemire, 2019).</summary>
    public int NextBelow(int bound)
    {
        var range = (uint)bound;
        var product = (Next() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (Next() >> 32) * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Brings values into a random order (Fisher and Yates, from the end).</summary>
    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextBelow(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The next number of SplitMix64 (Steele, Lea and Flood, 2014): every state is a good beginning.</summary>
    public static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
