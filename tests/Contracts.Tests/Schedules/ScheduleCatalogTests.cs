using CsCheck;
using Toolchain.Contracts.Programs;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

public class ScheduleCatalogTests
{
    private static readonly ScheduleContext Context = new(null, 1875);

    private static readonly Gen<Schedule> AnySchedule = Gen.OneOf(
        Gen.Float[1e-6f, 10].Select(Schedule (initial) => new Constant { Initial = initial }),
        Gen.Select(Gen.Float[1e-6f, 10], Gen.Float[0.01f, 1], Gen.Int[1, 100_000], Gen.Bool, Schedule (initial, rate, steps, stairs) =>
            new ExponentialDecay { Initial = initial, DecayRate = rate, DecaySteps = steps, Staircase = stairs }),
        Gen.Select(Gen.Float[1e-6f, 10], Gen.Int[0, 100], Gen.Double[0.001, 2], Gen.Int[1, 10_000], Schedule (initial, hold, decay, steps) =>
            new HoldThenExponential { Initial = initial, HoldEpochs = hold, Decay = decay, StepsPerEpoch = steps }));

    [Fact]
    public void A_schedule_survives_being_written_and_parsed() =>
        AnySchedule.Sample(schedule => ScheduleCatalog.Parse(ScheduleCatalog.Write(schedule), Context) == schedule);

    [Fact]
    public void A_schedule_survives_JSON() =>
        AnySchedule.Sample(schedule => Schedule.FromJson(schedule.ToJson()) == schedule);

    [Fact]
    public void A_decaying_rate_starts_at_its_initial_value_and_never_rises_or_turns_negative() =>
        Gen.Select(AnySchedule, Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000]).Sample((schedule, a, b) =>
        {
            var (early, late) = (schedule.RateAt(Math.Min(a, b)), schedule.RateAt(Math.Max(a, b)));
            Assert.True(early >= late && late >= 0, $"{early} then {late}");
            Assert.True(schedule.RateAt(0) >= early);
        });

    [Fact]
    public void Parameters_left_out_are_the_references()
    {
        var schedule = ScheduleCatalog.Parse("exponential", Context);

        Assert.Equal(new ExponentialDecay { Initial = 0.1f, DecayRate = 0.96f, DecaySteps = 1000, Staircase = true }, schedule);
    }

    [Fact]
    public void The_rate_of_the_plan_is_the_initial_rate() =>
        Assert.Equal(new Constant { Initial = 0.25f }, ScheduleCatalog.Parse("constant", new ScheduleContext(0.25f, 1)));

    [Theory]
    [InlineData("exponentail", "did you mean 'exponential'?")]
    [InlineData("exponential:decay-rat=0.9", "did you mean 'decay-rate'?")]
    [InlineData("", "constant, exponential")]
    [InlineData("exponential:decay-rate", "has no value")]
    [InlineData("exponential:decay-rate=fast", "a number")]
    [InlineData("exponential:decay-rate=NaN", "above 0")]
    [InlineData("exponential:decay-rate=0", "above 0")]
    [InlineData("exponential:decay-steps=0", "at least 1")]
    [InlineData("exponential:decay-steps=1.5", "a whole number")]
    [InlineData("exponential:decay-steps=1,decay-steps=2", "twice")]
    [InlineData("exponential:initial=-0.1", "above 0")]
    [InlineData("exponential:initial=1e60", "above 0")]
    [InlineData("exponential:staircase=maybe", "true or false")]
    [InlineData("constant:initial=0", "above 0")]
    [InlineData("hold-then-exponential:hold-epochs=-1", "at least 0")]
    [InlineData("hold-then-exponential:decay=0", "above 0")]
    [InlineData("hold-then-exponential:steps-per-epoch=0", "at least 1")]
    public void Refuses_what_no_schedule_can_be(string text, string said)
    {
        var fault = Assert.Throws<ToolException>(() => ScheduleCatalog.Parse(text, Context));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_two_initial_rates() =>
        Assert.Throws<ToolException>(() => ScheduleCatalog.Parse("constant:initial=0.1", new ScheduleContext(0.2f, 1)));

    [Theory]
    [InlineData("""{"kind":"cosine","initial":0.1}""")]
    [InlineData("""{"kind":"constant"}""")]
    [InlineData("""{"kind":"constant","initial":-1}""")]
    [InlineData("""{"kind":"constant","initial":0.1,"surprise":1}""")]
    [InlineData("""{"initial":0.1}""")]
    [InlineData("null")]
    [InlineData("")]
    public void Refuses_JSON_that_is_no_schedule(string json) => Assert.Throws<FormatException>(() => Schedule.FromJson(json));
}
