using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Trainer.Runs.Folder;

/// <summary>What depends on clock and machine, and so stays out of the checkpoint.</summary>
/// <param name="StartedAt">When the run began.</param>
/// <param name="DataFolder">Where the data lies, so that a resumed run finds it.</param>
/// <param name="Processor">The processor's own name, of the latest process.</param>
/// <param name="Versions">Of the programs that took part, likewise.</param>
/// <param name="EpochSeconds">Wall-clock time of each epoch, validation included, whichever process did it.</param>
/// <param name="OpenEpochSeconds">Of the epoch under way, as far as it is saved.</param>
/// <param name="CheckpointEvery">How often the run is saved, as <see cref="Cadence"/> writes it.</param>
/// <param name="Resumes">The processes after the first.</param>
internal sealed record RunFacts(
    DateTimeOffset StartedAt,
    string DataFolder,
    string Processor,
    IReadOnlyDictionary<string, string> Versions,
    IReadOnlyList<double> EpochSeconds,
    double OpenEpochSeconds = 0,
    string? CheckpointEvery = null,
    IReadOnlyList<Resumption>? Resumes = null)
{
    /// <summary>The facts of a run that begins now.</summary>
    public static RunFacts Now(TimeProvider clock, string dataFolder, Cadence? cadence = null) => new(
        clock.GetUtcNow(),
        Path.GetFullPath(dataFolder),
        ProcessorName(),
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["toolchain"] = VersionOf(typeof(RunFacts)),
            ["torchsharp"] = VersionOf(typeof(TorchSharp.torch)),
        },
        [],
        CheckpointEvery: cadence?.ToString());

    /// <summary>The facts of a run that goes on now: what <paramref name="from"/> does not hold is done again, and counted again.</summary>
    /// <param name="earlier">The facts so far.</param>
    /// <param name="from">Where it goes on.</param>
    public RunFacts After(RunFacts earlier, Checkpoint from) => this with
    {
        StartedAt = earlier.StartedAt,
        EpochSeconds = [.. earlier.EpochSeconds.Take(from.Progress.Epoch)],
        OpenEpochSeconds = from.Progress.StepInEpoch > 0 && earlier.EpochSeconds.Count == from.Progress.Epoch ? earlier.OpenEpochSeconds : 0,
        CheckpointEvery = CheckpointEvery ?? earlier.CheckpointEvery,
        Resumes = [.. earlier.Resumes ?? [], new Resumption(StartedAt, from.Progress.Step)],
    };

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? type.Assembly.GetName().Version?.ToString()
        ?? "unknown";

    private static string ProcessorName()
    {
        const string LinuxSource = "/proc/cpuinfo";
        var name = File.Exists(LinuxSource)
            ? File.ReadLines(LinuxSource).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}

/// <summary>A process that went on with a run.</summary>
/// <param name="At">When it began.</param>
/// <param name="Step">Updates that were done by then.</param>
internal sealed record Resumption(DateTimeOffset At, long Step);

/// <summary>JSON of what only this machine cares about.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunFacts))]
internal sealed partial class RunJson : JsonSerializerContext;
