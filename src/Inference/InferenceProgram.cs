using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Inference.Benchmarks;
using Toolchain.Inference.Classification;
using Toolchain.Inference.Devices.Doctor;
using Toolchain.Inference.Evaluation;
using Toolchain.Inference.Models;
using Toolchain.Inference.Robustness;

namespace Toolchain.Inference;

/// <summary>The program: classify pictures, evaluate a model, look into it, time it and try it.</summary>
public static class InferenceProgram
{
    /// <summary>The program's name, before every fault.</summary>
    public const string Name = "inference";

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The command line, without the program's name.</param>
    /// <param name="terminal">Where the program speaks.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, Terminal terminal) => ToolProgram.Run(
        terminal,
        Name,
        new RootCommand("Runs exported digit classifiers.")
        {
            ClassifyCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            InspectCommand.Create(terminal),
            BenchCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            RobustnessCommand.Create(terminal),
        },
        args);
}
