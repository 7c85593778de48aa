using Toolchain.Contracts.Programs;
using Toolchain.Inference.Models;

namespace Toolchain.Inference.Tests.Foreign;

public class RunLimitTests
{
    [Fact]
    public void After_one_call_took_too_long_no_other_one_begins()
    {
        using var asked = new ManualResetEventSlim();
        var limit = new RunLimit(TimeSpan.FromMilliseconds(50));
        var calls = 0;

        var first = Assert.Throws<ToolException>(() => limit.Run("it does not answer", () => asked.Wait(TestContext.Current.CancellationToken), asked.Set));
        var second = Assert.Throws<ToolException>(() => limit.Run("it does not answer", () => calls++, () => { }));

        Assert.True(limit.IsOver);
        Assert.Equal(0, calls);
        Assert.Equal("it does not answer within 0.05 s", first.Found);
        Assert.Equal(first.Found, second.Found);
    }

    [Fact]
    public void What_a_call_left_behind_may_still_use_is_not_freed()
    {
        using var released = new ManualResetEventSlim();
        using var memory = new CountdownEvent(1);
        var limit = new RunLimit(TimeSpan.FromMilliseconds(50));

        var fault = Assert.Throws<ToolException>(() => limit.Run("it does not answer", () => released.Wait(TestContext.Current.CancellationToken), () => { }));
        limit.Release(memory);

        Assert.EndsWith("nor stops when it is asked to", fault.Found);
        Assert.False(memory.IsSet); // it would throw if it had been disposed of
        released.Set();
    }

    [Fact]
    public void A_fault_of_the_call_comes_through()
    {
        var limit = new RunLimit(TimeSpan.FromMinutes(1));

        Assert.Throws<InvalidDataException>(() => limit.Run("it does not answer", () => throw new InvalidDataException(), () => { }));
        Assert.False(limit.IsOver);
    }
}
