namespace Toolchain.TestKit;

/// <summary>Random numbers that are the same for a seed everywhere (a linear congruential generator with Knuth's multiplier).</summary>
/// <param name="seed">Where they begin.</param>
public sealed class Dice(uint seed)
{
    private ulong state = (seed + 1UL) * 0x9E3779B97F4A7C15;

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound)
    {
        state = (state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
        return (int)((state >> 33) % (uint)bound);
    }

    /// <summary>A whole number between the bounds, both allowed.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>Heads or tails.</summary>
    public bool Coin() => Below(2) == 0;

    /// <summary>One of some values.</summary>
    public T OneOf<T>(params IReadOnlyList<T> values) => values[Below(values.Count)];

    /// <summary>A number between the bounds, in steps of a thousandth of their distance.</summary>
    public double Real(double least, double most) => least + ((most - least) * Below(1001) / 1000);
}
