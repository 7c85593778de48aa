using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Classification;

/// <summary>Tables for people, a page of results each.</summary>
internal sealed class TableReport(Terminal terminal, IReadOnlyList<string> classNames) : ClassificationReport
{
    private readonly IAnsiConsole console = Screen.ForResults(terminal);

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Classified> results)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("input")
            .AddColumn("label")
            .AddColumn(new TableColumn("confidence").RightAligned())
            .AddColumn("or else");
        foreach (var result in results)
        {
            // Text, not markup: a file may well be called [red].png
            table.AddRow(result.Fault is { } fault
                ? [new Text(result.Input), new Text("–"), new Text("–"), new Text(fault.Found, new Style(Color.Red))]
                : [new Text(result.Input), new Text(classNames[result.Top[0].Label], new Style(decoration: Decoration.Bold)), Confidence(result), new Text(RunnersUp(result.Top))]);
        }

        console.Write(table);
    }

    private string RunnersUp(Guess[] top) => string.Join(", ", top.Skip(1).Select(guess => $"{classNames[guess.Label]} ({Percent(guess)})"));

    private static Text Confidence(Classified result) => result.Doubt is null
        ? new(Percent(result.Top[0]))
        : new($"uncertain: {result.Doubt}, {Percent(result.Top[0])}", new Style(Color.Yellow));

    private static string Percent(Guess guess) => $"{guess.Probability * 100:0.00} %";
}
