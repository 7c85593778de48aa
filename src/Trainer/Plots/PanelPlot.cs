using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Toolchain.Trainer.Plots;

/// <summary>Turns a panel into a plot: the one place where the look of our pictures is decided.</summary>
internal static class PanelPlot
{
    private const float TitleSize = 17;
    private const float LabelSize = 14;
    private const float TickSize = 13;
    private const float LineWidth = 2;
    private const float DotSize = 5;
    private const double BandOpacity = 0.2;
    private const double TickDensity = 0.6;
    private const int MinorDivisions = 2;
    private const double OneDecade = 1;
    private const double FewDecades = 2.5;
    private const double MostDecadesWithTicks = 12;
    private const double Headroom = 0.05; // of the height, so that a curve at its peak does not touch the frame

    // told apart by people with any kind of colour vision (Okabe and Ito, 2008), the light yellow left out
    private static readonly Color[] Palette =
        [.. new[] { "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000" }.Select(Color.FromHex)];

    private static readonly Color Ink = Color.FromHex("#333333");
    private static readonly Color GridInk = Color.FromHex("#E4E4E4");

    /// <summary>The plot of a panel.</summary>
    public static Plot Of(Panel panel)
    {
        var plot = new Plot();
        for (var i = 0; i < panel.Curves.Count; i++)
        {
            Add(plot, panel, panel.Curves[i], Palette[(panel.Curves[i].Colour ?? i) % Palette.Length]);
        }

        foreach (var mark in panel.Marks)
        {
            var line = plot.Add.VerticalLine(Axis(mark.X, panel.LogX), LineWidth, Ink, LinePattern.Dashed);
            line.LegendText = mark.Label;
        }

        Dress(plot, panel);
        return plot;
    }

    private static void Add(Plot plot, Panel panel, Curve curve, Color colour)
    {
        if (curve.Band is { } band)
        {
            var points = curve.X.Zip(band, (x, spread) => (X: Axis(x, panel.LogX), Low: Axis(spread.Low, panel.LogY), High: Axis(spread.High, panel.LogY)))
                .Where(point => double.IsFinite(point.X + point.Low + point.High))
                .ToArray();
            if (points.Length > 1)
            {
                var fill = plot.Add.FillY([.. points.Select(point => point.X)], [.. points.Select(point => point.Low)], [.. points.Select(point => point.High)]);
                fill.FillColor = colour.WithAlpha(BandOpacity);
                fill.LineWidth = 0;
            }
        }

        var label = curve.Label;
        foreach (var part in Unbroken([.. curve.X.Zip(curve.Y, (x, y) => new Coordinates(Axis(x, panel.LogX), Axis(y, panel.LogY)))]))
        {
            var line = plot.Add.Scatter(part, colour);
            line.LineWidth = LineWidth;
            line.MarkerSize = curve.Dots || part.Length == 1 ? DotSize : 0;
            line.ConnectStyle = curve.Stairs ? ConnectStyle.StepHorizontal : ConnectStyle.Straight;
            line.LinePattern = curve.Dashed ? LinePattern.Dashed : LinePattern.Solid;
            if (label is not null)
            {
                line.LegendText = label;
                label = null; // once, however many parts there are
            }
        }
    }

    private static IEnumerable<Coordinates[]> Unbroken(IReadOnlyList<Coordinates> points)
    {
        var part = new List<Coordinates>();
        foreach (var point in points)
        {
            if (double.IsFinite(point.X) && double.IsFinite(point.Y))
            {
                part.Add(point);
            }
            else if (part.Count > 0)
            {
                yield return [.. part];
                part.Clear();
            }
        }

        if (part.Count > 0)
        {
            yield return [.. part];
        }
    }

    private static void Dress(Plot plot, Panel panel)
    {
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = GridInk;
        if (panel.Title.Length > 0)
        {
            plot.Title(panel.Title, TitleSize);
        }

        plot.Axes.Title.Label.Bold = false;
        plot.XLabel(panel.XLabel, LabelSize);
        plot.YLabel(panel.YLabel, LabelSize);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.Label.Bold = false;
            axis.TickLabelStyle.FontSize = TickSize;
        }

        plot.Axes.Margins(horizontal: Headroom / 2, vertical: Headroom);
        plot.Axes.AutoScale();
        if (panel.RangeY is var (low, high))
        {
            plot.Axes.SetLimitsY(Axis(low, panel.LogY), Axis(high, panel.LogY));
        }

        var shown = plot.Axes.GetLimits();
        plot.Axes.Bottom.TickGenerator = Ticks(panel.LogX, panel.CountX, shown.XRange);
        plot.Axes.Left.TickGenerator = Ticks(panel.LogY, whole: false, shown.YRange);
        if (panel.Curves.Any(curve => curve.Label is not null) || panel.Marks.Count > 0)
        {
            // beside the frame, where it covers no curve
            var legend = plot.ShowLegend(Edge.Right);
            legend.Legend.FontSize = TickSize;
            legend.Legend.FontName = PlotFont.Name;
            legend.Legend.OutlineColor = Colors.Transparent;
            legend.Legend.ShadowColor = Colors.Transparent;
        }
    }

    private static ITickGenerator Ticks(bool log, bool whole, CoordinateRange shown) => log
        ? LogTicks(shown)
        : new NumericAutomatic { IntegerTicksOnly = whole, LabelFormatter = Text, TickDensity = TickDensity, MinorTickGenerator = new EvenlySpacedMinorTickGenerator(MinorDivisions) };

    // 1, 10, 100 …; with 2 and 5 between them, or every digit, where there is room
    private static NumericManual LogTicks(CoordinateRange shown)
    {
        var ticks = new NumericManual();
        if (!double.IsFinite(shown.Span))
        {
            return ticks;
        }

        var every = Math.Max(1, (int)(shown.Span / MostDecadesWithTicks));
        for (var power = (int)Math.Floor(shown.Min) - 1; power <= shown.Max + 1; power++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var place = power + Math.Log10(digit);
                if (digit == 1 ? power % every == 0 : shown.Span <= OneDecade || (shown.Span <= FewDecades && digit is 2 or 5))
                {
                    ticks.AddMajor(place, Text(Math.Round(digit * Math.Pow(10, power), 15)));
                }
                else
                {
                    ticks.AddMinor(place);
                }
            }
        }

        return ticks;
    }

    // a plot's own arithmetic leaves values such as 0.30000000000000004
    private static string Text(double value) => value switch
    {
        0 => "0",
        _ when Math.Abs(value) is > 9.9e-5 and < 1e6 => Math.Round(value, 10).ToString("0.##########", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###e0", CultureInfo.InvariantCulture),
    };

    private static double Axis(double value, bool log) => !log ? value : value > 0 ? Math.Log10(value) : double.NaN;
}
