using System.Text.Json;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests.Schedules;

/// <summary>Schedules against what Keras itself answers; keras.json names its command and versions.</summary>
public class KerasScheduleTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Schedules", "keras.json"))).RootElement;

    public static TheoryData<string> ExponentialCases =>
        [.. Golden.GetProperty("cases").EnumerateArray().Where(each => each.GetProperty("class").GetString() == "ExponentialDecay").Select(each => each.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(ExponentialCases))]
    public void Exponential_decay_has_every_bit_of_Keras(string name)
    {
        var golden = Case(name);
        var arguments = golden.GetProperty("arguments");
        var schedule = new ExponentialDecay
        {
            Initial = arguments.GetProperty("initial_learning_rate").GetSingle(),
            DecaySteps = arguments.GetProperty("decay_steps").GetInt32(),
            DecayRate = arguments.GetProperty("decay_rate").GetSingle(),
            Staircase = arguments.GetProperty("staircase").GetBoolean(),
        };

        var answers = golden.GetProperty("steps").EnumerateArray().Select(step => schedule.RateAt(step.GetInt64()));

        Assert.Equal(golden.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()), answers);
    }

    [Fact]
    public void The_tutorials_callback_has_every_bit_of_Keras()
    {
        const int StepsPerEpoch = 1875;
        var golden = Case("the tutorial's callback on a plain rate: hold 10 epochs, then times e^-0.1");
        var schedule = new HoldThenExponential { Initial = 0.1f, HoldEpochs = 10, Decay = 0.1f, StepsPerEpoch = StepsPerEpoch };
        var expected = golden.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()).ToArray();

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

    private static JsonElement Case(string name) =>
        Golden.GetProperty("cases").EnumerateArray().Single(each => each.GetProperty("name").GetString() == name);
}
