using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Drawing;

namespace Toolchain.Inference.Explanations;

/// <summary>Many inputs at a glance: of each the original, what the network saw, and the answer.</summary>
internal static class ContactSheet
{
    /// <summary>Inputs of a full sheet.</summary>
    public const int Capacity = Columns * 8;

    /// <summary>Pixels along a side of a picture: three for each that the network saw.</summary>
    public const int Side = DatasetFolder.Side * 3;

    private const int Columns = 6;
    private const int Gap = 6;
    private const int Margin = 14;
    private const int LineHeight = 17;
    private const int CellWidth = (2 * Side) + Gap + Margin;
    private const int CellHeight = Side + (2 * LineHeight) + 4 + Margin;

    /// <summary>Draws a sheet.</summary>
    /// <param name="explanations">1 to <see cref="Capacity"/>.</param>
    public static Canvas Draw(IReadOnlyList<Explanation> explanations)
    {
        var columns = Math.Min(Columns, explanations.Count);
        var rows = (explanations.Count + columns - 1) / columns;
        var canvas = new Canvas((columns * CellWidth) + Margin, (rows * CellHeight) + Margin);
        for (var i = 0; i < explanations.Count; i++)
        {
            DrawCell(canvas, explanations[i], Margin + (i % columns * CellWidth), Margin + (i / columns * CellHeight));
        }

        return canvas;
    }

    private static void DrawCell(Canvas canvas, Explanation explanation, int left, int top)
    {
        var font = Letters.Small;
        const int Width = CellWidth - Margin;
        PictureIn.Draw(canvas, explanation.Original, new(left, top, Side, Side));
        PictureIn.Draw(canvas, explanation.Seen, new(left + Side + Gap, top, Side, Side));
        var line = top + Side + 4;
        if (explanation.Fault is null)
        {
            var (name, probability) = explanation.Bars[0];
            var number = Explanation.Percent(probability);
            canvas.Text(font, left, line, font.EndOf(name, Width - font.WidthOf(number) - Gap), explanation.Doubt is null ? Colour.Answer : Colour.Doubt);
            canvas.Text(font, left + Width - font.WidthOf(number), line, number, explanation.Doubt is null ? Colour.Text : Colour.Doubt);
        }
        else
        {
            canvas.Text(font, left, line, font.Lines(explanation.Fault, Width).First(), Colour.Refusal);
        }

        canvas.Text(font, left, line + LineHeight, font.EndOf($"{explanation.Number} {Path.GetFileName(explanation.Input)}", Width), Colour.Faint);
    }
}
