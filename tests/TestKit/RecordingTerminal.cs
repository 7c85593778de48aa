using Toolchain.Contracts.Programs;

namespace Toolchain.TestKit;

/// <summary>A terminal that keeps what a program said.</summary>
public sealed class RecordingTerminal
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    /// <summary>Opens a terminal nobody watches.</summary>
    /// <param name="input">What the program reads from standard input.</param>
    public RecordingTerminal(string input = "") => Terminal = new Terminal(output, error, new StringReader(input));

    /// <summary>What to hand to the program.</summary>
    public Terminal Terminal { get; }

    /// <summary>Results so far.</summary>
    public string Output => output.ToString();

    /// <summary>Progress and faults so far.</summary>
    public string Error => error.ToString();
}
