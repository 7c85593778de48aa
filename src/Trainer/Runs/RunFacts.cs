using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Toolchain.Trainer.Runs;

/// <summary>What depends on clock and machine, and so stays out of the checkpoint.</summary>
/// <param name="StartedAt">When the latest process began.</param>
/// <param name="DataFolder">Where the data lay, so that a resumed run finds it.</param>
/// <param name="Processor">The processor's own name.</param>
/// <param name="Versions">Of the programs that took part.</param>
/// <param name="EpochSeconds">Wall-clock time of each epoch of the latest process, validation included.</param>
internal sealed record RunFacts(
    DateTimeOffset StartedAt, string DataFolder, string Processor, IReadOnlyDictionary<string, string> Versions, IReadOnlyList<double> EpochSeconds)
{
    /// <summary>The facts of a process that begins now.</summary>
    public static RunFacts Now(TimeProvider clock, string dataFolder) => new(
        clock.GetUtcNow(),
        System.IO.Path.GetFullPath(dataFolder),
        ProcessorName(),
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["toolchain"] = VersionOf(typeof(RunFacts)),
            ["torchsharp"] = VersionOf(typeof(TorchSharp.torch)),
        },
        []);

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

/// <summary>JSON of what only this machine cares about.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RunFacts))]
internal sealed partial class RunJson : JsonSerializerContext;
