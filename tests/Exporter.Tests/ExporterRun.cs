using Toolchain.Contracts.Checkpoints;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>One run of the program, and what came of it.</summary>
internal sealed record ExporterRun(int Code, string Output, string Error)
{
    public static ExporterRun Of(params string[] args)
    {
        var terminal = new RecordingTerminal();
        var code = ExporterProgram.Run(args, terminal.Terminal);
        return new ExporterRun(code, terminal.Output, terminal.Error);
    }

    /// <summary>Saves a checkpoint into a folder of its own and gives its path.</summary>
    public static string Saved(TempFolder folder, Checkpoint checkpoint)
    {
        var path = folder["checkpoint.safetensors"];
        checkpoint.Save(path);
        return path;
    }
}
