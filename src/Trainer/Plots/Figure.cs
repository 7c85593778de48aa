using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;
using SkiaSharp;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Plots;

/// <summary>Panels one below the other, as a picture file.</summary>
/// <param name="Panels">From top to bottom.</param>
internal sealed partial record Figure(params IReadOnlyList<Panel> Panels)
{
    private const int Width = 960;
    private const int PanelHeight = 360;
    private const int SinglePanelHeight = 540;
    private const int PngScale = 2; // sharp on screens of double density
    private const int DeflateLevel = 6; // zlib's own choice

    /// <summary>Pixels from top to bottom, before scaling.</summary>
    private int Height => Panels.Count == 1 ? SinglePanelHeight : PanelHeight * Panels.Count;

    /// <summary>Whether a name says PNG or SVG, the two formats we write.</summary>
    public static bool CanWrite(string path) => IsPng(path) || IsSvg(path);

    /// <summary>Refuses a name that says neither PNG nor SVG.</summary>
    /// <exception cref="ToolException">It says another format, or none (exit 2).</exception>
    public static void RequireFormat(string path)
    {
        if (!CanWrite(path))
        {
            throw ToolException.WrongUsage($"a plot cannot be written as '{path}'", "a name that ends in .png or .svg", "name the file so");
        }
    }

    /// <summary>Writes the picture; the name's ending says whether as PNG or as SVG.</summary>
    /// <exception cref="ToolException">Another ending, or a place that cannot be written (exit 2); a full disk (exit 75).</exception>
    public void Save(string path)
    {
        RequireFormat(path);
        var bytes = IsPng(path) ? ToPng() : ToSvg();
        Disk.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The picture as PNG, 1920 pixels wide.</summary>
    public byte[] ToPng()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width * PngScale, Height * PngScale, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Scale(PngScale);
        Draw(surface.Canvas);
        using var pixels = surface.PeekPixels();
        // trying every filter of PNG on every row would take twice the time and save a seventh of the bytes
        using var data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.None, DeflateLevel));
        return data!.ToArray(); // null only where a format is unknown
    }

    /// <summary>The picture as SVG, 960 units wide.</summary>
    public byte[] ToSvg()
    {
        using var buffer = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, Width, Height), buffer))
        {
            Draw(canvas);
        }

        var svg = Encoding.UTF8.GetString(buffer.ToArray()).Replace($"font-family=\"{PlotFont.Name}\"", $"font-family=\"{PlotFont.Name}, Verdana, sans-serif\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(Renumbered(svg));
    }

    // Skia numbers clip paths through the whole process; counted from 0 in each picture, equal pictures have equal bytes
    private static string Renumbered(string svg)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return ClipPath().Replace(svg, name =>
        {
            numbers.TryAdd(name.Value, numbers.Count);
            return $"clip{numbers[name.Value]}";
        });
    }

    [GeneratedRegex("(?<=id=\"|#)cl_[0-9a-f]+")]
    private static partial Regex ClipPath();

    private void Draw(SKCanvas canvas)
    {
        PlotFont.Install();
        canvas.Clear(SKColors.White);
        var height = (float)Height / Panels.Count;
        for (var i = 0; i < Panels.Count; i++)
        {
            using var plot = PanelPlot.Of(Panels[i]);
            plot.RenderManager.ClearCanvasBeforeEachRender = false; // the canvas is shared
            plot.Render(canvas, new PixelRect(0, Width, (i + 1) * height, i * height));
        }
    }

    private static bool IsPng(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    private static bool IsSvg(string path) => path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
}
