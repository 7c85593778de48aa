namespace Toolchain.Contracts.Programs;

/// <summary>An expected fault: what was found, what was expected instead, and what to do next.</summary>
/// <remarks>Whatever is not a <see cref="ToolException"/> is a bug of ours and keeps its stack trace.</remarks>
public sealed class ToolException : Exception
{
    /// <summary>States a fault in three sentences.</summary>
    /// <param name="code">The exit code the program ends with.</param>
    /// <param name="found">What was found, with the file and offset or the option it was found in.</param>
    /// <param name="expected">What would have been right.</param>
    /// <param name="next">What the user can do.</param>
    /// <param name="cause">The exception behind it, when there is one.</param>
    public ToolException(ExitCode code, string found, string expected, string next, Exception? cause = null)
        : base($"{found}\n  expected: {expected}\n  next: {next}", cause)
    {
        Code = code;
        Found = found;
        Expected = expected;
        Next = next;
    }

    /// <summary>The exit code the program ends with.</summary>
    public ExitCode Code { get; }

    /// <summary>What was found.</summary>
    public string Found { get; }

    /// <summary>What would have been right.</summary>
    public string Expected { get; }

    /// <summary>What the user can do.</summary>
    public string Next { get; }

    /// <summary>A fault in a file or other input (exit code 3).</summary>
    public static ToolException BadInput(string found, string expected, string next, Exception? cause = null) =>
        new(ExitCode.BadInput, found, expected, next, cause);

    /// <summary>A fault in the command line (exit code 2).</summary>
    public static ToolException WrongUsage(string found, string expected, string next, Exception? cause = null) =>
        new(ExitCode.WrongUsage, found, expected, next, cause);
}
