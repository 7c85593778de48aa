using System.Globalization;

namespace Toolchain.Trainer.Plots;

/// <summary>A curve in a terminal, drawn with the 2 × 4 dots of braille characters.</summary>
/// <param name="Width">Characters of the field that the curve is drawn in.</param>
/// <param name="Height">Lines of it.</param>
internal sealed record TerminalCurve(int Width = 72, int Height = 12)
{
    private const int DotsAcross = 2;
    private const int DotsDown = 4;
    private const char Blank = '\u2800';

    // the bit of each dot, row by row (Unicode 16, chapter 21.1)
    private static readonly int[] Bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    /// <summary>Whether the horizontal axis goes by powers of ten.</summary>
    public bool LogX { get; init; }

    /// <summary>A place on the horizontal axis to mark under the field.</summary>
    public double? Mark { get; init; }

    /// <summary>The lines of the picture: the field with its highest and lowest value beside it, the axis, and its ends.</summary>
    /// <param name="x">Where; in ascending order.</param>
    /// <param name="y">How much; values that are not finite are left out.</param>
    public IReadOnlyList<string> Draw(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        (double X, double Y)[] points = [.. x.Zip(y, (a, b) => (X: Axis(a), Y: b)).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))];
        if (points.Length == 0)
        {
            return [];
        }

        var (left, right) = (points.Min(point => point.X), points.Max(point => point.X));
        var (low, high) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var (top, bottom) = (Text(high), Text(low));
        var margin = Math.Max(top.Length, bottom.Length);
        var field = Field(points, (left, right), (low, high));
        var lines = field.Select((row, line) => $"{(line == 0 ? top : line == Height - 1 ? bottom : "").PadLeft(margin)} ┤{row}").ToList();
        var axis = new string('─', Width).ToCharArray();
        if (Mark is { } mark && Axis(mark) is var place && place >= left && place <= right)
        {
            axis[Place(place, (left, right), Width)] = '▲';
        }

        var (from, to) = (Text(points.Length == 1 ? Value(left) : Value(left)), Text(Value(right)));
        return [.. lines, $"{new string(' ', margin)} └{new string(axis)}", $"{new string(' ', margin + 2)}{from}{to.PadLeft(Math.Max(1, Width - from.Length))}"];
    }

    private IEnumerable<string> Field((double X, double Y)[] points, (double, double) across, (double, double) down)
    {
        var cells = new int[Height, Width];
        (int X, int Y)? last = null;
        foreach (var point in points)
        {
            var dot = (X: Place(point.X, across, Width * DotsAcross), Y: (Height * DotsDown) - 1 - Place(point.Y, down, Height * DotsDown));
            // every dot of the straight line from the last point, so that a steep curve has no holes
            var (fromX, fromY) = last ?? dot;
            var steps = Math.Max(1, Math.Max(Math.Abs(dot.X - fromX), Math.Abs(dot.Y - fromY)));
            for (var i = 0; i <= steps; i++)
            {
                var (column, row) = (fromX + ((dot.X - fromX) * i / steps), fromY + ((dot.Y - fromY) * i / steps));
                cells[row / DotsDown, column / DotsAcross] |= Bits[(row % DotsDown * DotsAcross) + (column % DotsAcross)];
            }

            last = dot;
        }

        for (var row = 0; row < Height; row++)
        {
            yield return string.Concat(Enumerable.Range(0, Width).Select(column => (char)(Blank + cells[row, column])));
        }
    }

    private static int Place(double value, (double Low, double High) range, int places) =>
        range.High > range.Low ? Math.Min(places - 1, (int)((value - range.Low) / (range.High - range.Low) * places)) : 0;

    private double Axis(double value) => LogX ? Math.Log10(value) : value;

    private double Value(double axis) => LogX ? Math.Pow(10, axis) : axis;

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
