using System.CommandLine;

namespace Toolchain.Exporter.Commands;

/// <summary>The argument that names a checkpoint, by itself or by the run it lies in.</summary>
internal static class CheckpointPath
{
    private const string FileName = "checkpoint.safetensors";

    /// <summary>A fresh argument for a command.</summary>
    public static Argument<string> Argument() => new("checkpoint") { Description = $"a checkpoint, or a run folder (its {FileName})" };

    /// <summary>The file that is meant.</summary>
    public static string Resolve(string path) => Directory.Exists(path) ? Path.Combine(path, FileName) : path;
}
