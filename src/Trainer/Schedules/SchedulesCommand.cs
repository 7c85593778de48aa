using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Schedules;

/// <summary><c>trainer schedules</c>: every schedule with its parameters, or one of them in detail.</summary>
internal static class SchedulesCommand
{
    private static readonly string[] Grammar =
    [
        "written   kind:name=value,name=value; a class of Keras or PyTorch with its own argument names; JSON; or a JSON file",
        "counts    of steps may be said in epochs: decay-steps=2epochs; per=epoch makes a schedule of PyTorch count epochs",
        "nested    in brackets: warmup:steps=500,schedule=[cosine:alpha=0.01]",
        "next      trainer schedules one-cycle         one of them in detail",
        "          trainer schedule cosine:alpha=0.01  its rates, without training",
    ];

    /// <summary>The verb with its options.</summary>
    public static ToolCommand Create(Terminal terminal)
    {
        var name = new Argument<string?>("name") { Description = "a kind, or a class of Keras or PyTorch, to explain", Arity = ArgumentArity.ZeroOrOne };
        var format = ResultFormat.Option(ResultFormat.Table, ResultFormat.Json);
        var command = new ToolCommand("schedules", "Lists the learning-rate schedules, their parameters and defaults.", "trainer schedules", "trainer schedules one-cycle", "trainer schedules torch.ReduceLROnPlateau")
        {
            name,
            format,
        };
        command.SetAction(parsed =>
        {
            var asked = parsed.GetValue(name) is { } text ? ScheduleCatalog.Find(text) : null;
            if (parsed.GetRequiredValue(format) == ResultFormat.Json)
            {
                foreach (var entry in asked is null ? [.. ScheduleCatalog.Entries, .. ScheduleCatalog.Classes] : new[] { asked })
                {
                    terminal.Output.WriteLine(ToJson(entry));
                }
            }
            else if (asked is null)
            {
                List(terminal);
            }
            else
            {
                Explain(terminal, asked);
            }

            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void List(Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Rounded }
            .AddColumn("kind")
            .AddColumn("rate")
            .AddColumn("parameters (default)")
            .AddColumn("as");
        foreach (var entry in ScheduleCatalog.Entries)
        {
            table.AddRow(
                Markup.Escape(entry.Kind),
                Markup.Escape(entry.Summary),
                Markup.Escape(string.Join(", ", entry.Parameters.Select(parameter => $"{parameter.Name} ({parameter.Default})"))),
                Markup.Escape(entry.Counterpart ?? ""));
        }

        Screen.ForResults(terminal).Write(table);
        foreach (var line in Grammar)
        {
            terminal.Output.WriteLine(line);
        }
    }

    private static void Explain(Terminal terminal, ScheduleEntry entry)
    {
        terminal.Output.WriteLine($"{entry.FullName}: {entry.Summary}");
        var table = new Table { Border = TableBorder.Rounded }.AddColumn("parameter").AddColumn("default").AddColumn("meaning");
        foreach (var parameter in entry.Parameters)
        {
            table.AddRow(Markup.Escape(parameter.Name), Markup.Escape(parameter.Default), Markup.Escape(parameter.Meaning));
        }

        Screen.ForResults(terminal).Write(table);
        if (entry.Counterpart is { } counterpart)
        {
            terminal.Output.WriteLine(entry.Library == ScheduleLibrary.Toolchain ? $"as        {counterpart}, which may be written with its own argument names too" : $"as        {counterpart}, our own kind");
        }
    }

    private static string ToJson(ScheduleEntry entry) => JsonSerializer.Serialize(
        new ScheduleLine(
            entry.Kind,
            entry.Library switch { ScheduleLibrary.Keras => "keras", ScheduleLibrary.PyTorch => "torch", _ => "toolchain" },
            entry.Summary,
            entry.Counterpart,
            [.. entry.Parameters.Select(parameter => new ParameterLine(parameter.Name, parameter.Default, parameter.Meaning))]),
        ScheduleJson.Default.ScheduleLine);
}
