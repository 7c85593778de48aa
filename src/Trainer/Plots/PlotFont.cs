using ScottPlot;
using SkiaSharp;

namespace Toolchain.Trainer.Plots;

/// <summary>The font of every plot, carried inside the program: machines without fonts draw the same picture.</summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>The family's name.</summary>
    public const string Name = "DejaVu Sans";

    private const string Resource = "Toolchain.Trainer.Plots.Font.DejaVuSans.ttf";
    private static readonly Lock Installing = new();
    private static bool installed;
    private readonly SKTypeface typeface;

    private PlotFont()
    {
        using var stream = typeof(PlotFont).Assembly.GetManifestResourceStream(Resource)!;
        typeface = SKTypeface.FromStream(stream)!;
    }

    /// <summary>Puts the font in the place of whatever the system would choose.</summary>
    public static void Install()
    {
        lock (Installing)
        {
            if (!installed)
            {
                Fonts.FontResolvers.Insert(0, new PlotFont());
                (Fonts.Default, Fonts.Sans) = (Name, Name);
                installed = true;
            }
        }
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => typeface;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => typeface;
}
