using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Programs;
using Toolchain.Trainer.Training;

namespace Toolchain.Trainer.Tests.Training;

public class StepChoiceTests
{
    private static readonly TrainingPlan Plain = TestPlan.Of(32, OptimizerSpec.Reference);
    private static readonly TrainingPlan Adaptive = TestPlan.Of(32, new Adam());

    private static readonly NetworkSpec Residual = NetworkPresets.Mlp with
    {
        Layers = [.. NetworkPresets.Mlp.Layers, new Linear { Name = "again", Input = "relu", InFeatures = 128, OutFeatures = 10 }],
    };

    private static readonly NetworkSpec WithoutRelu = NetworkPresets.Mlp with { Layers = [.. NetworkPresets.Mlp.Layers.Where(layer => layer is not Relu)] };

    [Theory]
    [InlineData("mlp")]
    [InlineData("mlp:1")]
    [InlineData("mlp:20,30,40")]
    public void Auto_takes_the_fused_step_for_any_chain_of_dense_layers(string network) =>
        Assert.Equal(StepKind.Fused, StepChoice.Resolve(StepChoice.Auto, NetworkPresets.Parse(network), Plain));

    [Fact]
    public void A_network_without_hidden_layers_is_such_a_chain() =>
        Assert.Equal(StepKind.Fused, StepChoice.Resolve(StepChoice.Auto, NetworkPresets.Mlp with { Layers = [NetworkPresets.Mlp.Layers[0], new Linear { Name = "output", InFeatures = 784, OutFeatures = 10 }] }, Plain));

    [Fact]
    public void Auto_takes_the_autograd_step_for_everything_else_and_says_why()
    {
        Assert.Equal(StepKind.Autograd, StepChoice.Resolve(StepChoice.Auto, NetworkPresets.Mlp, Adaptive));
        Assert.Contains("Adam", StepChoice.Reason(NetworkPresets.Mlp, Adaptive), StringComparison.Ordinal);
        Assert.Equal(StepKind.Autograd, StepChoice.Resolve(StepChoice.Auto, Residual, Plain));
        Assert.Contains("'again'", StepChoice.Reason(Residual, Plain), StringComparison.Ordinal);
        Assert.Equal(StepKind.Autograd, StepChoice.Resolve(StepChoice.Auto, WithoutRelu, Plain));
        Assert.Contains("'output' is Linear", StepChoice.Reason(WithoutRelu, Plain), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fused_step_is_refused_by_name_where_it_does_not_apply()
    {
        var fault = Assert.Throws<ToolException>(() => StepChoice.Resolve(StepChoice.Fused, Residual, Plain));

        Assert.Equal(ExitCode.WrongUsage, fault.Code);
        Assert.Contains("'again'", fault.Found, StringComparison.Ordinal);
        Assert.Contains("Adam", Assert.Throws<ToolException>(() => StepChoice.Resolve(StepChoice.Fused, NetworkPresets.Mlp, Adaptive)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_autograd_step_is_had_for_the_asking() => Assert.Equal(StepKind.Autograd, StepChoice.Resolve(StepChoice.Autograd, NetworkPresets.Mlp, Plain));
}
