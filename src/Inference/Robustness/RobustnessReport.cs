using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Classification;

namespace Toolchain.Inference.Robustness;

/// <summary>Tells how a model did: row by row to a program, as one table to people.</summary>
internal static class RobustnessReport
{
    private static readonly string[] Columns = ["pictures", "refused", "normalized", "as they are"];

    /// <summary>Writes the results as they come.</summary>
    public static void Write(IEnumerable<TransformResult> results, string format, Terminal terminal)
    {
        switch (format)
        {
            case ResultFormat.Json:
                foreach (var result in results)
                {
                    terminal.Output.Write(JsonSerializer.Serialize(result, InferenceJson.Readable.TransformResult) + "\n");
                }

                break;
            case ResultFormat.Csv:
                terminal.Output.Write("group,transform,pictures,refused,accuracy,accuracy_without_normalization\n");
                foreach (var result in results)
                {
                    terminal.Output.Write(string.Create(CultureInfo.InvariantCulture, $"{result.Group},{CsvReport.Quoted(result.Transform)},{result.Pictures},{result.Refused},{result.Accuracy},{result.AccuracyWithoutNormalization}\n"));
                }

                break;
            default:
                Draw(results, terminal);
                break;
        }
    }

    private static void Draw(IEnumerable<TransformResult> results, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("group").AddColumn("transform");
        foreach (var title in Columns)
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        var group = "";
        foreach (var result in results)
        {
            table.AddRow([
                new Text(result.Group == group ? "" : result.Group),
                new Text(result.Transform),
                new Text(result.Pictures.ToString(CultureInfo.InvariantCulture)),
                new Text(result.Refused.ToString(CultureInfo.InvariantCulture)),
                new Text(Percent(result.Accuracy)),
                new Text(Percent(result.AccuracyWithoutNormalization))]);
            group = result.Group;
        }

        Screen.ForResults(terminal).Write(table);
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");
}
