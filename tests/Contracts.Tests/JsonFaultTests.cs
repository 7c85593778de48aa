using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Contracts.Tests;

public class JsonFaultTests
{
    private const string Plan =
        """{"epochs":1,"batchSize":32,"schedule":{"kind":"constant","initial":0.1},"seed":1,"threads":1,"validation":{"heldOut":0},"shuffle":"Epoch"}""";

    [Theory]
    [InlineData("\"constant\"", "\"constan\"", "there is no kind 'constan' at schedule", "did you mean 'constant'?")]
    [InlineData("\"epochs\"", "\"epoch\"", "there is no member 'epoch'", "did you mean 'epochs'?")]
    [InlineData("\"batchSize\":32", "\"batchSize\":1e99", "the value at batchSize", "another type")]
    [InlineData("\"shuffle\"", "\"labelSmoothing\":1e999,\"shuffle\"", "1e999 is more than a number may be", "plan")]
    [InlineData("\"seed\":1,", "", "missing: 'seed'", "plan")]
    public void A_slip_in_a_plan_is_named_in_the_words_of_the_file(string from, string to, string said, string alsoSaid)
    {
        var fault = Assert.Throws<FormatException>(() => TrainingPlan.FromJson(Plan.Replace(from, to, StringComparison.Ordinal)));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains(alsoSaid, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Toolchain.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plan_of_these_tests_is_right() => Assert.Equal(0.1f, TrainingPlan.FromJson(Plan).Schedule.RateAt(0));

    [Fact]
    public void An_unknown_kind_in_a_schedule_has_its_nearest() =>
        Assert.Contains("did you mean 'cosine'?", Assert.Throws<FormatException>(() => Schedule.FromJson("""{"kind":"cosin"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_network_with_half_a_feature_is_told_where() =>
        Assert.DoesNotContain(
            "Toolchain.",
            Assert.Throws<FormatException>(() => NetworkSpec.FromJson("""{"name":"n","input":[28,28],"layers":[{"kind":"linear","name":"l","inFeatures":10.5,"outFeatures":10}]}""")).Message,
            StringComparison.Ordinal);
}
