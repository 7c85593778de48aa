namespace Toolchain.Trainer.Plots;

/// <summary>One diagram: curves over a common axis.</summary>
/// <param name="Title">What it shows; empty: no title.</param>
/// <param name="XLabel">Name and unit of the horizontal axis.</param>
/// <param name="YLabel">Name and unit of the vertical axis.</param>
internal sealed record Panel(string Title, string XLabel, string YLabel)
{
    /// <summary>The curves, drawn in this order; colours go by position.</summary>
    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Vertical lines with a name, such as a suggested value.</summary>
    public IReadOnlyList<Mark> Marks { get; init; } = [];

    /// <summary>Whether the horizontal axis goes by powers of ten; values that are not above 0 are left out.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis goes by powers of ten; values that are not above 0 are left out.</summary>
    public bool LogY { get; init; }

    /// <summary>Whether the horizontal axis counts something, so that its ticks are whole numbers.</summary>
    public bool CountX { get; init; }

    /// <summary>The part of the vertical axis to show; absent: what the curves need.</summary>
    public (double Low, double High)? RangeY { get; init; }
}

/// <summary>A line through points, in order; a point that is not finite leaves a gap.</summary>
/// <param name="Label">Its name in the legend; null: none.</param>
/// <param name="X">Where.</param>
/// <param name="Y">How much; as many as <paramref name="X"/>.</param>
internal sealed record Curve(string? Label, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The curve's spread at each point, drawn as a band behind it.</summary>
    public IReadOnlyList<(double Low, double High)>? Band { get; init; }

    /// <summary>Whether a value holds until the next point, as a rate does, instead of leading there in a straight line.</summary>
    public bool Stairs { get; init; }

    /// <summary>Whether the line is broken, as of a second, lesser curve.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether each point is marked.</summary>
    public bool Dots { get; init; }

    /// <summary>Position in the palette; absent: the curve's position in its panel.</summary>
    public int? Colour { get; init; }
}

/// <summary>A vertical line with a name.</summary>
/// <param name="Label">Its name in the legend.</param>
/// <param name="X">Where.</param>
internal sealed record Mark(string Label, double X);
