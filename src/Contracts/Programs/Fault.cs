namespace Toolchain.Contracts.Programs;

/// <summary>Runs a program's work and turns every way it can fail into a message and an exit code.</summary>
public static class Fault
{
    /// <summary>Runs <paramref name="work"/>; a fault is told on <see cref="Terminal.Error"/>.</summary>
    /// <returns>The exit code of the work, or of the fault that ended it.</returns>
    public static int Guard(Terminal terminal, string program, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ToolException fault)
        {
            return Tell(terminal, program, fault);
        }
        catch (IOException fault) when (Disk.IsFull(fault))
        {
            return Tell(terminal, program, Disk.Full(fault));
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            terminal.Error.WriteLine($"{program}: this is a bug of ours, please report it with the lines below");
            terminal.Error.WriteLine(bug);
            return (int)ExitCode.Bug;
        }
        catch (OutOfMemoryException fault)
        {
            return Tell(terminal, program, new ToolException(
                ExitCode.Temporary, "memory ran out", "enough memory for the data set and the network", "free some memory and run the same command again", fault));
        }
    }

    /// <summary>Writes a fault to <see cref="Terminal.Error"/> and gives its exit code.</summary>
    public static int Tell(Terminal terminal, string program, ToolException fault)
    {
        terminal.Error.WriteLine($"{program}: {Printable.LinesOf(fault.Message)}");
        return (int)fault.Code;
    }
}
