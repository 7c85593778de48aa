using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Commands;
using Toolchain.Trainer.Schedules;

namespace Toolchain.Trainer;

/// <summary>The trainer: data in, run folder out.</summary>
public static class TrainerProgram
{
    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Terminal terminal)
    {
        var root = new RootCommand("Trains a digit classifier and writes a self-describing checkpoint.")
        {
            TrainCommand.Create(terminal),
            ResumeCommand.Create(terminal),
            PreviewCommand.Create(terminal),
            CompareCommand.Create(terminal),
            FindRateCommand.Create(terminal),
            SchedulesCommand.Create(terminal),
            ScheduleCommand.Create(terminal),
        };
        return ToolProgram.Run(terminal, "trainer", root, args);
    }
}
