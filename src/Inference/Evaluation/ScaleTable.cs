using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Evaluation;

/// <summary>Tells what <c>--try-scales</c> measured, and which options to use.</summary>
internal static class ScaleTable
{
    /// <summary>Writes the trials, the best first.</summary>
    /// <param name="trials">What was measured.</param>
    /// <param name="model">On this model.</param>
    /// <param name="others">Options that were given and still are needed.</param>
    /// <param name="format">As the user wrote it.</param>
    /// <param name="terminal">Where it goes.</param>
    /// <exception cref="ToolException">The model answers in none of the ways (exit 3).</exception>
    public static void Write(IReadOnlyList<ScaleTrial> trials, DigitModel model, string others, string format, Terminal terminal)
    {
        if (format == ResultFormat.Json)
        {
            foreach (var trial in trials)
            {
                terminal.Output.Write(JsonSerializer.Serialize(trial, InferenceJson.Readable.ScaleTrial) + "\n");
            }
        }
        else
        {
            Draw(trials, terminal);
        }

        if (!trials[0].Best)
        {
            throw ToolException.BadInput($"{model.Path} answers in none of these ways: {trials[0].Error}", "a model for pictures of digits", "check the model with the program that made it");
        }

        if (format != ResultFormat.Json)
        {
            terminal.Output.Write($"use  --model {ShellWord.Of(model.Path)} {trials[0].Options}{others}\n");
        }
    }

    private static void Draw(IReadOnlyList<ScaleTrial> trials, Terminal terminal)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("pixels")
            .AddColumn(new TableColumn("right").RightAligned())
            .AddColumn(new TableColumn("accuracy").RightAligned())
            .AddColumn(new TableColumn("loss").RightAligned())
            .AddColumn("options");
        foreach (var trial in trials)
        {
            var style = trial.Best ? new Style(decoration: Decoration.Bold) : Style.Plain;
            string[] cells = trial.Error is null
                ? [trial.Pixels, $"{trial.Correct}", $"{trial.Accuracy * 100:0.00} %", trial.Loss!.Value.ToString("0.0000", CultureInfo.InvariantCulture), trial.Options]
                : [trial.Pixels, "–", "–", "–", trial.Error];
            table.AddRow(cells.Select(cell => new Text(cell, style)));
        }

        Screen.ForResults(terminal).Write(table);
    }
}
