using Spectre.Console;
using Toolchain.Contracts.Programs;

namespace Toolchain.CommandLine;

/// <summary>Spectre.Console on one of a terminal's two streams: colour and movement where a person watches, plain text elsewhere.</summary>
public static class Screen
{
    /// <summary>For results.</summary>
    public static IAnsiConsole ForResults(Terminal terminal) => Create(terminal.Output, terminal.OutputIsInteractive, terminal.Width);

    /// <summary>For progress and faults.</summary>
    public static IAnsiConsole ForProgress(Terminal terminal) => Create(terminal.Error, terminal.ErrorIsInteractive, terminal.Width);

    private static IAnsiConsole Create(TextWriter writer, bool interactive, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
