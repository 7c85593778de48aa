using Toolchain.Trainer.Kernels;

namespace Toolchain.Trainer.Tests.Kernels;

public class PlacementTests
{
    // the scheduler may bring a thread back at once, so one of several tries must show the move
    [Fact]
    public void A_thread_that_leaves_a_processor_goes_to_another_one_and_may_still_use_all()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Equal(-1, Placement.Current);
            return;
        }

        var (moves, allowed) = (0, Allowed());
        for (var i = 0; i < 20; i++)
        {
            var here = Placement.Current;
            Assert.InRange(here, 0, 1023);

            Placement.Leave(here);

            moves += Placement.Current == here ? 0 : 1;
            Assert.Equal(allowed, Allowed());
        }

        Assert.Equal(Environment.ProcessorCount > 1, moves > 0);
    }

    private static string Allowed() => File.ReadLines("/proc/thread-self/status").Single(line => line.StartsWith("Cpus_allowed:", StringComparison.Ordinal));
}
