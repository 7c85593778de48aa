namespace Toolchain.Contracts.Programs;

/// <summary>How a program ended; the same numbers in every program, so that a pipeline can branch on them.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>A check failed: accuracy below the bar, parity, some inputs unreadable.</summary>
    CheckFailed = 1,

    /// <summary>Wrong usage: an option, a value, an output that exists or cannot be written.</summary>
    WrongUsage = 2,

    /// <summary>Bad input: data, checkpoint, model or image.</summary>
    BadInput = 3,

    /// <summary>The requested device is not available.</summary>
    DeviceUnavailable = 4,

    /// <summary>Our bug; the stack trace is kept.</summary>
    Bug = 70,

    /// <summary>Temporary failure: a full disk, an interrupted write. Trying again helps.</summary>
    Temporary = 75,

    /// <summary>Interrupted by SIGINT (Ctrl-C); state is saved.</summary>
    Interrupted = 130,

    /// <summary>Terminated by SIGTERM; state is saved.</summary>
    Terminated = 143,
}
