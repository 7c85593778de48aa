using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Toolchain.Contracts.Programs;

namespace Toolchain.CommandLine;

/// <summary>The library's help, followed by examples and exit codes.</summary>
internal sealed class ToolHelp : SynchronousCommandLineAction
{
    private readonly HelpAction library;

    private ToolHelp(HelpAction library) => this.library = library;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = library.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ToolCommand { Examples.Count: > 0 } command)
        {
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes:");
        output.WriteLine("  0 done, 1 a check failed, 2 wrong usage, 3 bad input, 4 device not available,");
        output.WriteLine("  70 our bug, 75 temporary failure (try again), 130 and 143 interrupted (state saved)");
        return result;
    }

    /// <summary>Puts this help in the place of the library's.</summary>
    public static void Install(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        var library = (HelpAction)option.Action!;
        library.MaxWidth = terminal.Width;
        option.Action = new ToolHelp(library);
    }
}
