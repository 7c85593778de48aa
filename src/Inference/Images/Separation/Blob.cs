namespace Toolchain.Inference.Images.Separation;

/// <summary>Pixels of ink that hang together.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Last column.</param>
/// <param name="Bottom">Last row.</param>
/// <param name="Mass">Sum of its ink.</param>
internal readonly record struct Blob(int Left, int Top, int Right, int Bottom, double Mass)
{
    /// <summary>Its longer side.</summary>
    public int Side => Math.Max(Right - Left, Bottom - Top) + 1;

    /// <summary>Both together.</summary>
    public Blob With(Blob other) => new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom), Mass + other.Mass);

    /// <summary>Pixels between the boxes of two, 0 where they meet.</summary>
    public int GapTo(Blob other) => Math.Max(0, Math.Max(
        Math.Max(other.Left - Right, Left - other.Right),
        Math.Max(other.Top - Bottom, Top - other.Bottom)) - 1);

    /// <summary>Whether it reaches from one edge of the page to the opposite one, nearly at least.</summary>
    public bool Spans(int width, int height) => Right - Left >= 0.93 * (width - 1) || Bottom - Top >= 0.93 * (height - 1);

    /// <summary>Whether it lies along an edge of the page, as the frame of a scan does: at the edge, thin, and half as long as the edge at least, or wider, solid, and as long as the edge; or along all of them, as the line of a pixel or two does that <see cref="PageInFrame"/> leaves where it is of several colours.</summary>
    public bool IsFrameOf(int width, int height)
    {
        var (wide, high) = (Right - Left + 1, Bottom - Top + 1);
        return ((Left == 0 || Right == width - 1) && IsBar(wide, width, high, height))
            || ((Top == 0 || Bottom == height - 1) && IsBar(high, height, wide, width))
            || (Left == 0 && Top == 0 && Right == width - 1 && Bottom == height - 1);
    }

    private bool IsBar(int across, int ofAcross, int along, int ofAlong)
    {
        const int Thin = 8; // shares of the page
        const int Wide = 3;
        const double Solid = 0.7;
        const double Whole = 0.93;
        return (across <= Math.Max(1, ofAcross / Thin) && along >= ofAlong / 2)
            || (across <= ofAcross / Wide && along >= Whole * ofAlong && Mass >= Solid * across * along);
    }
}
