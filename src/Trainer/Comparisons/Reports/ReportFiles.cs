using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;

namespace Toolchain.Trainer.Comparisons.Reports;

/// <summary>Writes a report into its folder and tells it to the user.</summary>
internal static class ReportFiles
{
    /// <summary>Writes every file; the one that says that the comparison is done comes last.</summary>
    public static void Write(ComparisonReport report, ComparisonFolder folder)
    {
        var figure = CurvePlot.Of(report);
        figure.Save($"{folder.Curves}.png");
        figure.Save($"{folder.Curves}.svg");
        Disk.WriteText(folder.Csv, CsvReport.OfSchedules(report));
        Disk.WriteText(folder.RunsCsv, CsvReport.OfRuns(report));
        Disk.WriteText(folder.Markdown, MarkdownReport.Of(report, $"{Path.GetFileName(folder.Curves)}.png"));
        Disk.WriteText(folder.Report, report.ToJson());
    }

    /// <summary>Tells the results.</summary>
    public static void Tell(ComparisonReport report, ComparisonFolder folder, Terminal terminal, string format)
    {
        switch (format)
        {
            case ResultFormat.Csv:
                terminal.Output.Write(CsvReport.OfSchedules(report));
                break;
            case ResultFormat.Json:
                foreach (var schedule in report.Schedules)
                {
                    terminal.Output.WriteLine(JsonSerializer.Serialize(
                        new ScheduleLine(schedule.Name, schedule.Runs.Count, schedule.Diverged, schedule.Measures), ReportLineJson.Default.ScheduleLine));
                }

                break;
            default:
                Draw(terminal, ReportTable.OfMeans(report, everything: false));
                if (report.Schedules.Count > 1)
                {
                    Draw(terminal, ReportTable.OfDifferences(report, everything: false));
                }

                terminal.Output.WriteLine($"report  {folder.Markdown}");
                break;
        }
    }

    private static void Draw(Terminal terminal, ReportTable report)
    {
        terminal.Output.WriteLine(report.Title);
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (column, place) in report.Columns.Select((column, place) => (column, place)))
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = place == 0 ? Justify.Left : Justify.Right, NoWrap = place > 0 });
        }

        foreach (var row in report.Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        Screen.ForResults(terminal).Write(table);
    }
}

/// <summary>The row of a schedule, as JSON.</summary>
internal sealed record ScheduleLine(string Schedule, int Runs, int Diverged, IReadOnlyDictionary<string, MeasureReport> Measures);

/// <summary>JSON of the results on standard output.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleLine))]
internal sealed partial class ReportLineJson : JsonSerializerContext;
