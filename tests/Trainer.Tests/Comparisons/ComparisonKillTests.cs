using Toolchain.TestKit;

namespace Toolchain.Trainer.Tests.Comparisons;

/// <summary>Comparisons whose process goes away under them.</summary>
public sealed class ComparisonKillTests : IDisposable
{
    private static readonly string[] What =
        ["compare", "--data", "data", "--schedules", "constant", "exponential:decay-steps=50", "--seeds", "1,2", "--epochs", "6", "--evaluate-every", "37", "--jobs", "2"];

    private readonly TempFolder folder = new();

    public ComparisonKillTests() => TinyDataset.Write(folder["data"], train: 4800);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public void The_same_command_goes_on_where_the_last_one_stopped_and_ends_with_the_same_bytes(string signal)
    {
        var whole = ToolProcess.Run(folder.Path, "trainer", [.. What, "--output", "whole"]);
        Assert.True(whole.Code == 0, whole.ToString());

        var stopped = 0;
        Outcome? last = null;
        foreach (var files in new[] { 1, 3, 6 })
        {
            using var running = ToolProcess.Start(folder.Path, "trainer", What);
            // killed at some moment after so many checkpoints are begun: the work itself is the clock
            while (!running.HasEnded && Count("runs", "*.safetensors") < files)
            {
                Thread.Yield();
            }

            running.Signal(signal);
            var outcome = running.End();
            Assert.True(outcome.Code is 0 or 130 or 137, outcome.ToString());
            if (outcome.Code == 0)
            {
                last = outcome;
                break;
            }

            stopped++;
        }

        Assert.True(stopped > 0, "no process was stopped before its end");
        last ??= ToolProcess.Run(folder.Path, "trainer", What);
        Assert.True(last.Code == 0, last.ToString());

        Assert.Equal(["1"], Directory.GetDirectories(folder["runs"]).Select(Path.GetFileName));
        foreach (var file in new[] { "comparison.csv", "comparison.json", "comparison.md", "curves.png", "curves.svg", "runs.csv" })
        {
            Assert.True(File.ReadAllBytes(folder[$"whole/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder[$"runs/1/{file}"])), file);
        }

        foreach (var file in Directory.GetFiles(folder["whole/runs"], "*.safetensors", SearchOption.AllDirectories))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("whole", "runs/1", StringComparison.Ordinal)));
        }

        Assert.Equal(whole.Output.Replace("whole", "runs/1", StringComparison.Ordinal), last.Output);
    }

    private int Count(string where, string pattern) =>
        Directory.Exists(folder[where]) ? Directory.GetFiles(folder[where], pattern, SearchOption.AllDirectories).Length : 0;
}
