using Spectre.Console;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;

namespace Toolchain.Inference.Classification;

/// <summary>A report for programs with drawings for people beside it: what the network saw goes to standard error, so that standard output stays as it is.</summary>
/// <param name="report">What goes to standard output.</param>
/// <param name="terminal">Where both go.</param>
internal sealed class ShownReport(ClassificationReport report, Terminal terminal) : ClassificationReport
{
    private readonly IAnsiConsole console = Screen.ForProgress(terminal);

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Classified> results)
    {
        report.Write(results);
        foreach (var result in results.Where(result => !result.Seen.IsEmpty))
        {
            console.Write(new Text(Printable.Of(result.Input)));
            console.WriteLine();
            console.Write(HalfBlocks.Draw(result.Seen.Span, console));
            console.WriteLine();
        }
    }
}
