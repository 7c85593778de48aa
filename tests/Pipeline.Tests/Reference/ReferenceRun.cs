using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Reference;

/// <summary>The whole reference experiment through the real executables: trained, exported, evaluated. Made once for the tests that look at it.</summary>
public sealed class ReferenceRun : IDisposable
{
    private readonly TempFolder folder = new();

    public ReferenceRun()
    {
        Training = Lines(ToolProcess.Run(folder.Path, "trainer", "train", "--data", RepositoryFolder.Mnist, "--output", "run", "--format", "json"));
        Export = Lines(ToolProcess.Run(folder.Path, "exporter", "export", "run", "--data", RepositoryFolder.Mnist, "--output", Model, "--format", "json"))[^1];
        Evaluation = Lines(ToolProcess.Run(folder.Path, "inference", "evaluate", "--model", Model, "--data", RepositoryFolder.Mnist, "--min-accuracy", "0.97", "--format", "json"))[^1];
        Checkpoint = Checkpoint.Load(folder["run/checkpoint.safetensors"]);
    }

    public IReadOnlyList<JsonElement> Training { get; }

    public JsonElement Export { get; }

    public JsonElement Evaluation { get; }

    public Checkpoint Checkpoint { get; }

    public string Model => folder["model.onnx"];

    public string Folder => folder.Path;

    public void Dispose() => folder.Dispose();

    private static JsonElement[] Lines(Outcome outcome) => outcome.Code == (int)ExitCode.Done
        ? [.. outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)]
        : throw new InvalidOperationException(outcome.ToString());
}
