using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Schedules;

/// <summary>Tells what a schedule does, for people or for programs.</summary>
internal static class ScheduleReport
{
    private const int MostRows = 16;
    private const int MostSearched = 1_000_000; // for the highest and the lowest rate
    private const int FlushAt = 1 << 16; // characters; a line at a time, millions of rows would wait for the screen

    /// <summary>A table of landmarks and a curve.</summary>
    public static void Show(Terminal terminal, RateCourse course)
    {
        terminal.Output.WriteLine(ScheduleCatalog.Write(course.Schedule));
        var moves = course.Schedule.MovesMomentum;
        var rows = course.Spread(MostSearched);
        var (lowest, highest) = (rows.MinBy(row => row.Pace.Rate), rows.MaxBy(row => row.Pace.Rate));
        var table = new Table { Border = TableBorder.Rounded }.AddColumn(new TableColumn("step").RightAligned()).AddColumn("rate");
        if (moves)
        {
            table.AddColumn("momentum");
        }

        table.AddColumn("");
        foreach (var (step, pace) in course.Spread(MostRows).Append(lowest).Append(highest).DistinctBy(row => row.Step).OrderBy(row => row.Step))
        {
            var note = step == highest.Step ? "highest" : step == lowest.Step ? "lowest" : "";
            string[] cells = [$"{step}", $"{pace.Rate}", .. moves ? [$"{pace.Momentum}"] : Array.Empty<string>(), note];
            table.AddRow([.. cells.Select(cell => Markup.Escape(cell))]);
        }

        Screen.ForResults(terminal).Write(table);
        var curve = course.Spread(TerminalCurve.PointsFor(terminal.Width));
        terminal.Output.Write(TerminalCurve.Draw([.. curve.Select(row => row.Pace.Rate)], $"step {curve[0].Step}", $"{curve[^1].Step}", terminal.Width));
        if (course.Schedule.WaitsForMeasurements && course.Measured.Count == 0)
        {
            terminal.Error.WriteLine("nothing is measured here, so no plateau is ever found; --metrics <file> says what each epoch measures");
        }
    }

    /// <summary>Every row as CSV: <c>step,rate</c> and, where it moves, <c>momentum</c>; digits read back to the same numbers.</summary>
    public static void WriteCsv(Terminal terminal, RateCourse course)
    {
        var moves = course.Schedule.MovesMomentum;
        WriteLines(terminal, course.Rows.Select(row => moves
            ? string.Create(CultureInfo.InvariantCulture, $"{row.Step},{row.Pace.Rate},{row.Pace.Momentum}")
            : string.Create(CultureInfo.InvariantCulture, $"{row.Step},{row.Pace.Rate}")).Prepend(moves ? "step,rate,momentum" : "step,rate"));
    }

    /// <summary>Every row as a JSON object on its own line.</summary>
    public static void WriteJson(Terminal terminal, RateCourse course) => WriteLines(
        terminal, course.Rows.Select(row => JsonSerializer.Serialize(new PaceLine(row.Step, row.Pace.Rate, row.Pace.Momentum), ScheduleJson.Default.PaceLine)));

    private static void WriteLines(Terminal terminal, IEnumerable<string> lines)
    {
        var block = new StringBuilder();
        foreach (var line in lines)
        {
            block.Append(line).Append('\n');
            if (block.Length >= FlushAt)
            {
                terminal.Output.Write(block);
                block.Clear();
            }
        }

        terminal.Output.Write(block);
    }
}
