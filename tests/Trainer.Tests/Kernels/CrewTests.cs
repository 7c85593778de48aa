using Toolchain.Trainer.Kernels;

namespace Toolchain.Trainer.Tests.Kernels;

public class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Nobody_begins_a_phase_before_all_have_done_the_one_before(int threads)
    {
        using var crew = new Crew(threads);
        var (done, early) = (0, 0);
        var phases = Enumerable.Range(0, 4).Select(phase => (Action<int>)(_ =>
        {
            if (Volatile.Read(ref done) < phase * threads)
            {
                Interlocked.Increment(ref early);
            }

            Interlocked.Increment(ref done);
        })).ToArray();

        for (var round = 0; round < 100; round++)
        {
            done = 0;
            crew.Run(phases);

            Assert.Equal(4 * threads, done);
        }

        Assert.Equal(0, early);
    }

    [Fact]
    public void Sleepers_wake_when_the_one_they_wait_for_comes_late()
    {
        using var crew = new Crew(3);
        var done = 0;

        for (var round = 0; round < 5; round++)
        {
            crew.Run([thread => Thread.Sleep(thread == round % 3 ? 20 : 0), _ => Interlocked.Increment(ref done)]);
        }

        Assert.Equal(15, done);
    }

    [Fact]
    public void A_fault_of_any_thread_reaches_the_caller_and_the_crew_goes_on()
    {
        using var crew = new Crew(3);
        var later = 0;

        var fault = Assert.Throws<InvalidOperationException>(() => crew.Run(
            [thread => _ = thread == 2 ? throw new InvalidOperationException("broken image") : 0, _ => later++]));

        Assert.Equal("broken image", fault.Message);
        Assert.Equal(0, later);
        var done = 0;
        crew.Run([_ => Interlocked.Increment(ref done)]);
        Assert.Equal(3, done);
    }
}
