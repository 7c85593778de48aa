using System.Globalization;
using System.Text;

namespace Toolchain.Trainer.Schedules;

/// <summary>A curve in Braille characters, each of which holds 2 × 4 dots.</summary>
internal static class TerminalCurve
{
    private const int Rows = 10;
    private const int DotsAcross = 2;
    private const int DotsDown = 4;
    private const char Blank = '\u2800';
    private const int LabelWidth = 10;

    // the bit of each dot, by row and column within a character (Unicode 17, block Braille Patterns)
    private static readonly int[,] Bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    /// <summary>Points of a curve that fit into a width.</summary>
    /// <param name="width">Columns of the screen.</param>
    public static int PointsFor(int width) => DotsAcross * Columns(width);

    /// <summary>Draws values that are evenly spread along the axis.</summary>
    /// <param name="values">At most as many as <see cref="PointsFor"/> says.</param>
    /// <param name="first">Name of the axis's beginning.</param>
    /// <param name="last">Name of its end.</param>
    /// <param name="width">Columns of the screen.</param>
    public static string Draw(IReadOnlyList<double> values, string first, string last, int width)
    {
        var columns = Columns(width);
        var (low, high) = (Math.Min(0, values.Min()), values.Max());
        var cells = new int[Rows, columns];
        var dots = columns * DotsAcross;
        var before = -1;
        for (var x = 0; x < dots; x++)
        {
            var value = values[(int)((long)x * values.Count / dots)];
            var y = high > low ? (int)Math.Round((high - value) / (high - low) * ((Rows * DotsDown) - 1)) : (Rows * DotsDown) - 1;
            // a jump is drawn as a line, so that the curve hangs together
            for (var at = Math.Min(y, before < 0 ? y : before); at <= Math.Max(y, before); at++)
            {
                cells[at / DotsDown, x / DotsAcross] |= Bits[at % DotsDown, x % DotsAcross];
            }

            before = y;
        }

        var text = new StringBuilder();
        for (var row = 0; row < Rows; row++)
        {
            var label = row == 0 ? Label(high) : row == Rows - 1 ? Label(low) : "";
            text.Append(CultureInfo.InvariantCulture, $"{label,LabelWidth} ┤");
            for (var column = 0; column < columns; column++)
            {
                text.Append((char)(Blank + cells[row, column]));
            }

            text.Append('\n');
        }

        text.Append(' ', LabelWidth + 1).Append('└').Append('─', columns).Append('\n');
        return text.Append(' ', LabelWidth + 2).Append(first).Append(' ', Math.Max(1, columns - first.Length - last.Length)).Append(last).Append('\n').ToString();
    }

    private static int Columns(int width) => Math.Clamp(width - LabelWidth - 3, 20, 100);

    private static string Label(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
