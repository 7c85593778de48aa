using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

/// <summary>Schedules against what PyTorch itself answers.</summary>
public class PyTorchScheduleTests
{
    private const string File = "pytorch.json.gz";
    private const double ClosedForm = 1e-12; // of the base rate
    private const double Recursion = 1e-9; // PyTorch's own rounding accumulates

    public static TheoryData<string> Cases => [.. Golden.Names(File)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_PyTorch(string name)
    {
        var golden = Golden.Of(File, name);
        var rate = golden.Case.GetProperty("rate").GetDouble();
        var schedule = golden.Parse("torch", new ScheduleContext(rate, 1));
        var closed = golden.Numbers("closed");
        var metrics = golden.Numbers("metrics");
        var measured = (metrics ?? []).Select((metric, epoch) => new Measured(epoch + 1, 0, metric, metric)).ToArray();

        var paces = golden.Values.Select((_, calls) => schedule.At(metrics is null ? calls : calls + 1, measured)).ToArray();

        Assert.All(paces.Zip(closed ?? golden.Values), pair => Assert.InRange(Math.Abs(pair.First.Rate - pair.Second), 0, rate * (closed is null ? Recursion : ClosedForm)));
        if (golden.Numbers("momentum") is { } momentum && schedule.MovesMomentum)
        {
            Assert.All(paces.Zip(momentum), pair => Assert.InRange(Math.Abs(pair.First.Momentum!.Value - pair.Second), 0, ClosedForm));
        }
        else
        {
            Assert.All(paces, pace => Assert.Null(pace.Momentum));
        }
    }

    [Fact]
    public void The_golden_momentum_is_compared() =>
        Assert.All(
            Golden.Names(File).Select(name => Golden.Of(File, name)).Where(golden => golden.Numbers("momentum") is not null),
            golden => Assert.True(golden.Parse("torch", new ScheduleContext(0.1, 1)).MovesMomentum));
}
