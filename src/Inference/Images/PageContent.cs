namespace Toolchain.Inference.Images;

/// <summary>What a page shows besides the figure that was taken from it.</summary>
/// <param name="Elsewhere">Ink that is no part of the figure, as a share of all.</param>
/// <param name="Figures">Blobs that weigh enough to be figures themselves, those that went into the figure among them.</param>
internal readonly record struct PageContent(double Elsewhere, int Figures)
{
    /// <summary>A page with one figure and nothing else.</summary>
    public static PageContent OneFigure { get; } = new(0, 1);
}
