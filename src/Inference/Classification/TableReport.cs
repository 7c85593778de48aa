using Spectre.Console;
using Spectre.Console.Rendering;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Classification;

/// <summary>Tables for people, a page of results each.</summary>
/// <param name="terminal">Where they go.</param>
/// <param name="classNames">What each class is called.</param>
/// <param name="show">Whether they draw what the network saw.</param>
internal sealed class TableReport(Terminal terminal, IReadOnlyList<string> classNames, bool show) : ClassificationReport
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
        if (show)
        {
            table.AddColumn(new TableColumn("what the network saw").NoWrap());
        }

        foreach (var result in results)
        {
            // Text, not markup: a file may well be called [red].png
            IRenderable[] row = result.Fault is { } fault
                ? [new Text(Printable.Of(result.Input)), new Text("–"), new Text("–"), new Text(Printable.Of(fault.Found), new Style(Color.Red))]
                : [new Text(Printable.Of(result.Input)), new Text(NameOf(result.Top[0]), new Style(decoration: Decoration.Bold)), Confidence(result), new Text(RunnersUp(result.Top))];
            table.AddRow(show ? [.. row, HalfBlocks.Draw(result.Seen.Span, console)] : row);
        }

        console.Write(table);
    }

    private string RunnersUp(Guess[] top) => string.Join(", ", top.Skip(1).Select(guess => $"{NameOf(guess)} ({Percent(guess)})"));

    private string NameOf(Guess guess) => Printable.Of(classNames[guess.Label]);

    private static Text Confidence(Classified result) => result.Doubt is null
        ? new(Percent(result.Top[0]))
        : new($"uncertain: {result.Doubt}, {Percent(result.Top[0])}", new Style(Color.Yellow));

    private static string Percent(Guess guess) => $"{guess.Probability * 100:0.00} %";
}
