using Toolchain.TestKit;

namespace Toolchain.Inference.Tests;

/// <summary>What one command line gave.</summary>
internal sealed record InferenceRun(int Code, string Output, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the program.</summary>
    public static InferenceRun Of(params string[] args) => WithInput("", args);

    /// <summary>Runs the program with something on standard input.</summary>
    public static InferenceRun WithInput(string input, params string[] args)
    {
        var terminal = new RecordingTerminal(input);
        var code = InferenceProgram.Run(args, terminal.Terminal);
        return new(code, terminal.Output, terminal.Error);
    }
}
