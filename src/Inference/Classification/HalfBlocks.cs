using Spectre.Console;
using Spectre.Console.Rendering;
using Toolchain.Contracts.Datasets;

namespace Toolchain.Inference.Classification;

/// <summary>A 28×28 picture in a terminal: a character shows two pixels, one above the other.</summary>
internal static class HalfBlocks
{
    private const string Upper = "▀";

    // without colours a pixel is ink or not; the soft edges of strokes are not
    private const byte Inked = 96;

    /// <summary>Draws a picture, 28 columns by 14 rows.</summary>
    /// <param name="pixels">uint8 [784], white ink on black; empty for no picture.</param>
    /// <param name="console">Where it goes: one that has colours shows greys.</param>
    public static IRenderable Draw(ReadOnlySpan<byte> pixels, IAnsiConsole console)
    {
        var hasColours = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        var drawing = new Paragraph();
        for (var y = 0; y < DatasetFolder.Side && !pixels.IsEmpty; y += 2)
        {
            if (y > 0)
            {
                drawing.Append("\n");
            }

            for (var x = 0; x < DatasetFolder.Side; x++)
            {
                var (top, bottom) = (pixels[(y * DatasetFolder.Side) + x], pixels[((y + 1) * DatasetFolder.Side) + x]);
                drawing.Append(hasColours ? Upper : Plain(top >= Inked, bottom >= Inked), hasColours ? new Style(Grey(top), Grey(bottom)) : Style.Plain);
            }
        }

        return drawing;
    }

    private static string Plain(bool top, bool bottom) => (top, bottom) switch
    {
        (true, true) => "█",
        (true, false) => Upper,
        (false, true) => "▄",
        _ => " ",
    };

    private static Color Grey(byte level) => new(level, level, level);
}
