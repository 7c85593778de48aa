using Toolchain.Contracts.Datasets;
using Toolchain.Inference.Drawing;

namespace Toolchain.Inference.Explanations;

/// <summary>One input explained: the original, what the network saw, and the likeliest classes as bars.</summary>
internal static class ExplanationPage
{
    /// <summary>Pixels along a side of the two pictures: nine for each that the network saw.</summary>
    public const int Side = DatasetFolder.Side * 9;

    /// <summary>Classes to name, even where the report names fewer.</summary>
    public const int LeastBars = 3;

    private const int Margin = 16;
    private const int Width = 880;
    private const int PicturesTop = 44;
    private const int Height = PicturesTop + Side + 40;
    private const int BarsTop = PicturesTop + 48;
    private const int BarStep = 20;
    private const int BarHeight = 12;
    private const int MostBars = (Side - BarsTop + PicturesTop) / BarStep;

    private static readonly Box Original = new(Margin, PicturesTop, Side, Side);
    private static readonly Box Seen = new(Margin + Side + Margin, PicturesTop, Side, Side);
    private static readonly Box Answer = new(Seen.Left + Side + Margin + 8, PicturesTop, Width - Seen.Left - Side - (2 * Margin) - 8, Side);

    /// <summary>Draws the page.</summary>
    public static Canvas Draw(Explanation explanation)
    {
        var font = Letters.Small;
        var canvas = new Canvas(Width, Height);
        canvas.Text(font, Margin, Margin, font.EndOf(explanation.Input, Width - (2 * Margin)), Colour.Text);
        canvas.Text(font, Original.Left, PicturesTop + Side + 8, explanation.Original is null ? "original (cannot be decoded)" : "original", Colour.Faint);
        canvas.Text(font, Seen.Left, PicturesTop + Side + 8, explanation.Seen is null ? "the network was not asked" : "what the network saw, 28 × 28", Colour.Faint);
        PictureIn.Draw(canvas, explanation.Original, Original);
        PictureIn.Draw(canvas, explanation.Seen, Seen);
        if (explanation.Fault is { } fault)
        {
            DrawFault(canvas, fault);
        }
        else
        {
            DrawBars(canvas, [.. explanation.Bars.Take(MostBars)]);
            if (explanation.Doubt is { } doubt)
            {
                canvas.Text(font, Answer.Left, PicturesTop + Side + 8, $"uncertain: {doubt}", Colour.Doubt);
            }
        }

        return canvas;
    }

    private static void DrawFault(Canvas canvas, string fault)
    {
        canvas.Text(Letters.Large, Answer.Left, Answer.Top - 6, "refused", Colour.Refusal);
        var top = BarsTop;
        foreach (var line in Letters.Small.Lines(fault, Answer.Width).Take((Side - (BarsTop - PicturesTop)) / BarStep))
        {
            canvas.Text(Letters.Small, Answer.Left, top, line, Colour.Text);
            top += BarStep;
        }
    }

    private static void DrawBars(Canvas canvas, IReadOnlyList<(string Name, float Probability)> bars)
    {
        var font = Letters.Small;
        canvas.Text(Letters.Large, Answer.Left, Answer.Top - 6, Letters.Large.EndOf(bars[0].Name, Answer.Width), Colour.Text);
        var names = Math.Min(Answer.Width / 3, bars.Max(bar => font.WidthOf(bar.Name)));
        var numbers = font.WidthOf(Explanation.Percent(1));
        var (left, whole) = (Answer.Left + names + 10, Answer.Width - names - numbers - 20);
        for (var i = 0; i < bars.Count; i++)
        {
            var (name, probability) = bars[i];
            var top = BarsTop + (i * BarStep);
            canvas.Text(font, Answer.Left, top, font.EndOf(name, names), Colour.Text);
            canvas.Fill(new(left, top + 2, whole, BarHeight), Colour.Line);
            canvas.Fill(new(left, top + 2, (int)Math.Round(Math.Clamp(probability, 0, 1) * whole), BarHeight), i == 0 ? Colour.Answer : Colour.OtherBar);
            var number = Explanation.Percent(probability);
            canvas.Text(font, Answer.Left + Answer.Width - font.WidthOf(number), top, number, Colour.Text);
        }
    }
}
