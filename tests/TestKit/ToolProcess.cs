using System.Diagnostics;

namespace Toolchain.TestKit;

/// <summary>What a program that ran left behind.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>Everything, for the message of an assertion.</summary>
    public override string ToString() => $"exit code {Code}\n{Output}\n{Error}";
}

/// <summary>One of the real executables, as it lies beside the tests.</summary>
public sealed class ToolProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> error;

    private ToolProcess(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts <c>trainer</c>, <c>exporter</c> or <c>inference</c> in a folder.</summary>
    public static ToolProcess Start(string folder, string tool, params IEnumerable<string> arguments) =>
        new(folder, Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? tool + ".exe" : tool), arguments);

    /// <summary>Runs one of the three to its end.</summary>
    public static Outcome Run(string folder, string tool, params IEnumerable<string> arguments) => RunWithInput(folder, "", tool, arguments);

    /// <summary>Runs one of the three to its end, with text on standard input.</summary>
    public static Outcome RunWithInput(string folder, string input, string tool, params IEnumerable<string> arguments)
    {
        using var running = Start(folder, tool, arguments);
        running.process.StandardInput.Write(input);
        return running.End();
    }

    /// <summary>Runs any program to its end.</summary>
    public static Outcome RunAny(string folder, string program, params IEnumerable<string> arguments)
    {
        using var running = new ToolProcess(folder, program, arguments);
        return running.End();
    }

    /// <summary>The next line of standard output; null at its end.</summary>
    public string? ReadLine() => process.StandardOutput.ReadLine();

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Sends a POSIX signal, such as <c>INT</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public Outcome End()
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output, error.Result);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
