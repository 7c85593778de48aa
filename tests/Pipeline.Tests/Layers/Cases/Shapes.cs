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
}
