using Toolchain.Inference.Devices;

namespace Toolchain.Inference.Tests.Devices;

public class RuntimeLogTests
{
    [Fact]
    public void Lines_are_given_once_and_old_ones_make_room()
    {
        RuntimeLog.Take();
        for (var i = 0; i < 1000; i++)
        {
            RuntimeLog.Add($"{i}");
        }

        var lines = RuntimeLog.Take();

        Assert.Equal("999", lines[^1]);
        Assert.InRange(lines.Count, 1, 100);
        Assert.Empty(RuntimeLog.Take());
    }
}
