namespace Toolchain.Inference.Images;

/// <summary>How a camera was held: what is done to the stored pixels so that a picture stands upright. The numbers are those of Exif.</summary>
internal enum Orientation
{
    /// <summary>Nothing.</summary>
    Upright = 1,

    /// <summary>Left and right change places.</summary>
    Mirrored = 2,

    /// <summary>Turned by half a circle.</summary>
    HalfTurn = 3,

    /// <summary>Top and bottom change places.</summary>
    Flipped = 4,

    /// <summary>Rows become columns.</summary>
    Transposed = 5,

    /// <summary>Turned to the right.</summary>
    QuarterTurn = 6,

    /// <summary>Rows become columns, from the other corner.</summary>
    Transversed = 7,

    /// <summary>Turned to the left.</summary>
    ThreeQuarterTurn = 8,
}
