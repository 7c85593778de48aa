using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

namespace Toolchain.Contracts.Tests.Optimizers;

public class OptimizerCatalogTests
{
    [Fact]
    public void The_written_form_reads_back_to_the_same_optimizer() =>
        AnyOptimizer.Generator.Sample(spec => Assert.Equal(spec, OptimizerCatalog.Parse(OptimizerCatalog.Write(spec))));

    [Fact]
    public void So_does_a_plan_as_JSON() => AnyOptimizer.Generator.Sample(spec =>
    {
        var plan = TinyCheckpoint.Make().Plan with { Optimizer = spec };

        Assert.Equal(plan, TrainingPlan.FromJson(plan.ToJson()));
        Assert.DoesNotContain("akesMomentum", plan.ToJson(), StringComparison.Ordinal);
    });

    [Fact]
    public void A_plan_without_an_optimizer_means_the_reference()
    {
        var json = TinyCheckpoint.Make().Plan.ToJson();
        var old = json.Replace(",\"optimizer\":{\"kind\":\"sgd\",\"momentum\":0,\"dampening\":0,\"nesterov\":false,\"weightDecay\":0}", "", StringComparison.Ordinal);

        Assert.NotEqual(json, old);
        Assert.Equal(OptimizerSpec.Reference, TrainingPlan.FromJson(old).Optimizer);
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("SGD:")]
    [InlineData("sgd:momentum=0")]
    public void Plain_descent_has_many_names(string text) => Assert.Equal(OptimizerSpec.Reference, OptimizerCatalog.Parse(text));

    [Theory]
    [InlineData("adam:amsgrad=true,weight_decay=0.1")]
    [InlineData("Adam:AmsGrad=True,weightDecay=0.1")]
    [InlineData("adam: ams-grad = true , weight-decay = 1e-1")]
    public void Names_are_understood_in_every_case(string text) =>
        Assert.Equal(new Adam(AmsGrad: true, WeightDecay: 0.1), OptimizerCatalog.Parse(text));

    [Fact]
    public void Shortcuts_join_what_is_written() =>
        Assert.Equal(
            new Sgd(0.9, Nesterov: true, WeightDecay: 0.001),
            OptimizerCatalog.Parse("sgd:nesterov=true", ("--momentum", "momentum", "0.9"), ("--weight-decay", "weight-decay", "0.001")));

    [Theory]
    [InlineData("adamm", "did you mean 'adam'?")]
    [InlineData("", "'' is no optimizer")]
    [InlineData("lion", "sgd, adam, adamw, rmsprop")]
    [InlineData("adam:eps=1e-6", "did you mean 'epsilon'?")]
    [InlineData("adam:momentum=0.9", "'momentum' is no parameter of optimizer 'adam'")]
    [InlineData("adam:beta1=1", "beta1 is 1")]
    [InlineData("adam:beta2=-0.1", "beta2 is -0.1")]
    [InlineData("adam:epsilon=NaN", "epsilon is NaN")]
    [InlineData("adamw:weight-decay=Infinity", "weight-decay is")]
    [InlineData("adam:ams-grad=1", "true or false")]
    [InlineData("rmsprop:alpha=abc", "alpha=abc")]
    [InlineData("sgd:momentum=0.9,momentum=0.8", "given twice")]
    [InlineData("sgd:momentum=0.9,", "no value")]
    [InlineData("sgd:momentum", "no value")]
    [InlineData("sgd:nesterov=true", "nesterov needs a momentum above 0")]
    [InlineData("sgd:nesterov=true,momentum=0.9,dampening=0.1", "no dampening")]
    public void Refuses_what_is_no_optimizer(string text, string said)
    {
        var fault = Assert.Throws<ToolException>(() => OptimizerCatalog.Parse(text));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_number_given_in_two_ways() => Assert.Contains(
        "momentum is given twice: --momentum 0.9 and momentum=0.8",
        Assert.Throws<ToolException>(() => OptimizerCatalog.Parse("sgd:momentum=0.8", ("--momentum", "momentum", "0.9"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_shortcut_that_the_optimizer_has_no_use_for() => Assert.Contains(
        "choose --optimizer sgd or rmsprop",
        Assert.Throws<ToolException>(() => OptimizerCatalog.Parse("adam", ("--momentum", "momentum", "0.9"))).Message,
        StringComparison.Ordinal);
}
