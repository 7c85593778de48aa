using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Programs;

/// <summary>What users read under <c>--help</c>, kept as text: a change of the interface shows up in review.</summary>
/// <remarks>With ACCEPT_SNAPSHOTS=1 in the environment the files are rewritten instead of compared.</remarks>
public class HelpTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "tests", "Pipeline.Tests", "Programs", "Help");

    [Theory]
    [InlineData("trainer")]
    [InlineData("trainer", "train")]
    [InlineData("trainer", "resume")]
    [InlineData("trainer", "preview")]
    [InlineData("trainer", "compare")]
    [InlineData("trainer", "find-rate")]
    [InlineData("trainer", "schedules")]
    [InlineData("trainer", "schedule")]
    [InlineData("exporter")]
    [InlineData("exporter", "export")]
    [InlineData("exporter", "import")]
    [InlineData("exporter", "inspect")]
    [InlineData("exporter", "card")]
    [InlineData("exporter", "diff")]
    [InlineData("exporter", "publish")]
    [InlineData("exporter", "verify")]
    [InlineData("inference")]
    [InlineData("inference", "classify")]
    [InlineData("inference", "evaluate")]
    [InlineData("inference", "inspect")]
    [InlineData("inference", "bench")]
    [InlineData("inference", "robustness")]
    [InlineData("inference", "doctor")]
    public void Help_reads_as_it_was_reviewed(string tool, string? verb = null)
    {
        string[] arguments = verb is null ? ["--help"] : [verb, "--help"];
        var snapshot = Path.Combine(Folder, $"{string.Join('-', new[] { tool, verb }.OfType<string>())}.txt");

        var outcome = ToolProcess.Run(RepositoryFolder.Root, tool, arguments);

        Assert.True(outcome.Code == 0, outcome.ToString());
        Assert.Empty(outcome.Error);
        if (Environment.GetEnvironmentVariable("ACCEPT_SNAPSHOTS") == "1")
        {
            File.WriteAllText(snapshot, outcome.Output);
        }

        Assert.Equal(File.ReadAllText(snapshot), outcome.Output);
    }
}
