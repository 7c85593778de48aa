using System.CommandLine;
using Toolchain.CommandLine;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter.Commands;

namespace Toolchain.Exporter;

/// <summary>The exporter: a checkpoint in, a checked ONNX model out.</summary>
public static class ExporterProgram
{
    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code, as in <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, Terminal terminal)
    {
        var root = new RootCommand("Turns a checkpoint into an ONNX model that gives the trained network's answers.")
        {
            ExportCommand.Create(terminal),
            ImportCommand.Create(terminal),
            InspectCommand.Create(terminal),
            DiffCommand.Create(terminal),
            PublishCommand.Create(terminal),
            CardCommand.Create(terminal),
            VerifyCommand.Create(terminal),
        };
        return ToolProgram.Run(terminal, "exporter", root, args);
    }
}
