using System.Runtime.InteropServices;

namespace Toolchain.Contracts.Programs;

/// <summary>Turns the first SIGINT or SIGTERM into a request to stop at the next safe point; a second one ends the process at once.</summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private volatile int code;

    private Interruption() =>
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Request(context, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Request(context, ExitCode.Terminated)),
        ];

    /// <summary>Cancelled when the user asks the program to stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The exit code that says which signal came; <see cref="ExitCode.Done"/> while none has.</summary>
    public ExitCode Code => (ExitCode)code;

    /// <summary>Listens until disposed.</summary>
    public static Interruption Listen() => new();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Request(PosixSignalContext context, ExitCode meaning)
    {
        if (code != 0)
        {
            return;
        }

        context.Cancel = true;
        code = (int)meaning;
        source.Cancel();
    }
}
