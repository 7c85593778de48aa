using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

/// <summary>Shapes of a sample, drawn.</summary>
internal static class Shapes
{
    /// <summary>Any shape of one to four axes.</summary>
    public static IReadOnlyList<int> Shape(this Dice dice) => dice.Shape(dice.Between(1, 4));

    /// <summary>A shape of so many axes, the smaller the more they are.</summary>
    public static IReadOnlyList<int> Shape(this Dice dice, int axes, int least = 1) =>
        [.. Enumerable.Range(0, axes).Select(_ => dice.Between(least, axes switch { 1 => 40, 2 => 14, 3 => 9, _ => 6 }))];

    /// <summary>So many channels, and after them axes of at least so many values.</summary>
    public static IReadOnlyList<int> Channels(this Dice dice, int channels, int axes, int least = 1) =>
        [channels, .. Enumerable.Range(0, axes).Select(_ => dice.Between(least, least + (axes switch { 1 => 12, 2 => 5, _ => 2 })))];

    /// <summary>One number for all axes, or one for each.</summary>
    public static Sizes Sizes(this Dice dice, int axes, int least, int most) =>
        dice.Coin() ? dice.Between(least, most) : new Sizes([.. Enumerable.Range(0, axes).Select(_ => dice.Between(least, most))]);

    /// <summary>An axis of a sample as PyTorch counts it, from the front or from the end.</summary>
    public static int Axis(this Dice dice, int axes) => dice.Between(1, axes) is var axis && dice.Coin() ? axis : axis - axes - 1;
}
