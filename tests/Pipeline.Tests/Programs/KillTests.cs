using CsCheck;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Programs;

/// <summary>The real trainer, killed by SIGKILL; tests/kill-and-resume.sh does the same to the reference run.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly string[] Compared = ["checkpoint.safetensors", "best.safetensors", "history.csv", "plan.json", "curves.png", "curves.svg"];
    private static readonly string[] Training = ["train", "--data", "data", "--epochs", "40", "--batch-size", "4", "--threads", "1"];
    private static readonly string[] Cadences = ["1epoch", "7", "3epochs"];
    private readonly TempFolder folder = new();

    public KillTests() => TinyDataset.Write(folder["data"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Killed_at_any_moments_and_resumed_it_ends_with_the_bytes_of_an_uninterrupted_run()
    {
        var begun = TimeProvider.System.GetTimestamp();
        Assert.Equal(0, ToolProcess.Run(folder.Path, "trainer", [.. Training, "--output", "whole"]).Code);
        var milliseconds = (int)TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;

        Gen.Int[0, milliseconds].Array[1, 4].Select(Gen.Int[0, Cadences.Length - 1]).Sample(
            (moments, cadence) =>
            {
                var every = Cadences[cadence];
                var run = Guid.NewGuid().ToString("N");
                foreach (var moment in moments)
                {
                    using var training = ToolProcess.Start(folder.Path, "trainer", Command(run, every));
                    Thread.Sleep(moment);
                    training.Signal("KILL");
                }

                var outcome = ToolProcess.Run(folder.Path, "trainer", Command(run, every));
                Assert.True(outcome.Code == 0, outcome.ToString());
                Assert.All(Compared, file => Assert.True(
                    File.ReadAllBytes(folder[$"whole/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder[$"{run}/{file}"])), $"{file} differs after kills at {string.Join(", ", moments)} ms"));
                Assert.DoesNotContain(folder.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal));
            },
            iter: 3,
            threads: 1);
    }

    // a run folder appears in one move, with all that resuming needs
    private string[] Command(string run, string every) =>
        Directory.Exists(folder[run]) ? ["resume", run] : [.. Training, "--output", run, "--checkpoint-every", every];
}
