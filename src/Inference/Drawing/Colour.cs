namespace Toolchain.Inference.Drawing;

/// <summary>A colour to draw with, 0 to 255 each; the named ones are those of a <see cref="Canvas"/>.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Of text.</summary>
    public static Colour Text { get; } = new(24, 24, 27);

    /// <summary>Of what matters less.</summary>
    public static Colour Faint { get; } = new(113, 113, 122);

    /// <summary>Of frames, and of bars that are not full.</summary>
    public static Colour Line { get; } = new(228, 228, 231);

    /// <summary>Of the bar of the answer.</summary>
    public static Colour Answer { get; } = new(37, 99, 235);

    /// <summary>Of the other bars.</summary>
    public static Colour OtherBar { get; } = new(147, 180, 246);

    /// <summary>Of answers that are uncertain.</summary>
    public static Colour Doubt { get; } = new(180, 83, 9);

    /// <summary>Of refusals.</summary>
    public static Colour Refusal { get; } = new(185, 28, 28);
}
