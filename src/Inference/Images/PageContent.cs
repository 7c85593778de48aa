namespace Toolchain.Inference.Images;

/// <summary>What a page shows besides the figure that was taken from it.</summary>
/// <param name="Elsewhere">Ink that is no part of the figure, as a share of all.</param>
/// <param name="Figures">Blobs that weigh enough to be figures themselves, those that went into the figure among them.</param>
/// <param name="Others">Blobs that did not, and are like the figure in weight and size.</param>
internal readonly record struct PageContent(double Elsewhere, int Figures, int Others)
{
    /// <summary>A page with one figure and nothing else.</summary>
    public static PageContent OneFigure { get; } = new(0, 1, 0);
}
