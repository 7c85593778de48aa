using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Plots;

namespace Toolchain.Trainer.Schedules;

/// <summary>The course of a rate as a picture.</summary>
internal static class RatePlot
{
    private const int MostPoints = 4000; // two for each pixel across
    private const int LongestTitle = 96;

    /// <summary>The picture of the rate, and of the momentum where it moves.</summary>
    /// <param name="course">What is drawn.</param>
    /// <param name="title">What it is called.</param>
    public static Figure Of(RateCourse course, string title)
    {
        var rows = course.Spread(MostPoints);
        double[] steps = [.. rows.Select(row => (double)row.Step)];
        Panel Diagram(string label, Func<Pace, double> value, int colour) => new("", "step", label)
        {
            Curves = [new Curve(null, steps, [.. rows.Select(row => value(row.Pace))]) { Stairs = true, Colour = colour }],
        };
        var rate = Diagram("learning rate", pace => pace.Rate, colour: 0) with { Title = ShortTitle(title) };
        return course.Schedule.MovesMomentum ? new Figure(rate, Diagram("momentum", pace => pace.Momentum ?? double.NaN, colour: 1)) : new Figure(rate);
    }

    private static string ShortTitle(string title) => title.Length <= LongestTitle ? title : title[..(LongestTitle - 1)] + "…";
}
