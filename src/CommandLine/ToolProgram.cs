using System.CommandLine;
using Toolchain.Contracts.Programs;

namespace Toolchain.CommandLine;

/// <summary>Runs a command line in the way that all our programs share.</summary>
public static class ToolProgram
{
    /// <summary>Parses, runs and maps the outcome to an exit code. Wrong usage ends with 2 before anything is done.</summary>
    /// <param name="terminal">Where the program speaks.</param>
    /// <param name="name">The program's name, before every fault.</param>
    /// <param name="root">Its commands; their actions return exit codes and throw <see cref="ToolException"/>.</param>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Terminal terminal, string name, RootCommand root, IReadOnlyList<string> args) => Fault.Guard(terminal, name, () =>
    {
        RequireNoEmptyArgument(args);
        ToolHelp.Install(root, terminal);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not ToolHelp)
        {
            throw WrongUsage(name, parsed);
        }

        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // our programs listen to signals themselves
        });
    });

    // an empty word names no file, option or number; it comes from a shell variable that is not set
    private static void RequireNoEmptyArgument(IReadOnlyList<string> args)
    {
        if (args.FirstOrDefault(string.IsNullOrWhiteSpace) is not null)
        {
            var place = args.TakeWhile(argument => !string.IsNullOrWhiteSpace(argument)).Count();
            throw ToolException.WrongUsage(
                place == 0 ? "the first argument is empty" : $"the argument after '{args[place - 1]}' is empty",
                "a name or a value",
                "check that the shell variable it comes from is set");
        }
    }

    private static ToolException WrongUsage(string name, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var line = command is RootCommand ? name : $"{name} {command.Name}";
        var known = command is RootCommand
            ? command.Subcommands.Select(verb => verb.Name)
            : command.Options.Select(option => option.Name);
        var near = parsed.UnmatchedTokens.Count > 0 ? Nearest.To(parsed.UnmatchedTokens[0], known) : null;
        var found = string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.')).Distinct());
        return ToolException.WrongUsage(
            found,
            command is RootCommand ? string.Join(", ", known) : $"the arguments that '{line} --help' lists",
            near is null ? $"type '{line} --help'" : $"did you mean '{near}'?");
    }
}
