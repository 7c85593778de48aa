namespace Toolchain.Inference.Drawing;

/// <summary>A way in which PNG stores pixels. Source: Portable Network Graphics (PNG) Specification, third edition, section 11.2.1.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Code">The colour type of the header.</param>
/// <param name="Depth">Bits of a sample.</param>
/// <param name="Interlaced">Whether rows come in seven passes.</param>
internal sealed record PngType(string Name, byte Code, int Depth, bool Interlaced = false)
{
    /// <summary>Grey.</summary>
    public const byte Grey = 0;

    /// <summary>Red, green and blue.</summary>
    public const byte Colour = 2;

    /// <summary>Places in a palette.</summary>
    public const byte Palette = 3;

    /// <summary>Grey and alpha.</summary>
    public const byte GreyAlpha = 4;

    /// <summary>Red, green, blue and alpha.</summary>
    public const byte ColourAlpha = 6;

    /// <summary>Every colour type with every depth that it has, and two with interlacing.</summary>
    public static IReadOnlyList<PngType> All { get; } =
    [
        .. new[] { 1, 2, 4, 8, 16 }.Select(depth => new PngType($"grey {depth} bit", Grey, depth)),
        .. new[] { 8, 16 }.Select(depth => new PngType($"colour {depth} bit", Colour, depth)),
        .. new[] { 1, 2, 4, 8 }.Select(depth => new PngType($"palette {depth} bit", Palette, depth)),
        .. new[] { 8, 16 }.Select(depth => new PngType($"grey and alpha {depth} bit", GreyAlpha, depth)),
        .. new[] { 8, 16 }.Select(depth => new PngType($"colour and alpha {depth} bit", ColourAlpha, depth)),
        new("grey 8 bit interlaced", Grey, 8, Interlaced: true),
        new("palette 4 bit interlaced", Palette, 4, Interlaced: true),
    ];

    /// <summary>Samples of a pixel.</summary>
    public int Samples => Code switch { Colour => 3, GreyAlpha => 2, ColourAlpha => 4, _ => 1 };

    /// <summary>The largest value of a sample.</summary>
    public int Most => (1 << Depth) - 1;
}
