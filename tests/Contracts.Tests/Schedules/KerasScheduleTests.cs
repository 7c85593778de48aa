using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

/// <summary>Schedules against what Keras itself answers.</summary>
public class KerasScheduleTests
{
    private const string File = "keras.json.gz";
    private const string Callback = "the tutorial's callback on a plain rate: hold 10 epochs, then times e^-0.1";

    public static TheoryData<string> ExactCases => [.. Golden.Names(File).Where(name => name != Callback && !Golden.Of(File, name).Class.StartsWith("Cosine", StringComparison.Ordinal))];

    public static TheoryData<string> CosineCases => [.. Golden.Names(File).Where(name => Golden.Of(File, name).Class.StartsWith("Cosine", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(ExactCases))]
    public void Has_every_bit_of_Keras(string name)
    {
        var golden = Golden.Of(File, name);

        Assert.Equal(golden.Values, Answers(golden));
    }

    [Theory]
    [MemberData(nameof(CosineCases))]
    public void A_cosine_is_within_a_ten_millionth_of_its_peak(string name)
    {
        var golden = Golden.Of(File, name);
        var peak = golden.Values.Max();

        Assert.All(golden.Values.Zip(Answers(golden)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-7 * peak));
    }

    [Fact]
    public void The_tutorials_callback_has_every_bit_of_Keras()
    {
        const int StepsPerEpoch = 1875;
        var schedule = ScheduleCatalog.Parse("keras.LearningRateScheduler:lr=0.1,hold_epochs=10,decay=0.1", new ScheduleContext(null, StepsPerEpoch));
        var expected = Golden.Of(File, Callback).Values;

        var first = expected.Select((_, epoch) => schedule.RateAt((long)epoch * StepsPerEpoch));
        var last = expected.Select((_, epoch) => schedule.RateAt(((long)epoch * StepsPerEpoch) + StepsPerEpoch - 1));

        Assert.Equal(expected, first);
        Assert.Equal(expected, last);
    }

    [Fact]
    public void The_final_rate_of_the_reference_has_all_its_digits()
    {
        var schedule = ScheduleCatalog.Parse("exponential", new ScheduleContext(null, 1875));

        Assert.Equal("0.031885575503110886", $"{schedule.RateAt(28124)}");
    }

    private static IEnumerable<double> Answers(Golden golden)
    {
        if (golden.Numbers("metrics") is not { } metrics)
        {
            var schedule = golden.Parse("keras", new ScheduleContext(null, 1875));
            return golden.Numbers("steps")!.Select(step => schedule.RateAt((long)step));
        }

        var plateau = golden.Parse("keras", new ScheduleContext(golden.Case.GetProperty("rate").GetDouble(), 1));
        var measured = metrics.Select((metric, epoch) => new Measured(epoch + 1, 0, metric, 0)).ToArray();
        return measured.Select(epoch => plateau.At(epoch.Step, measured).Rate);
    }
}
