using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Training;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Training;

public class AveragingStepTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_average_follows_by_the_documented_rule(double decay)
    {
        using var moving = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 1);
        using var average = TorchNetwork.WithWeights(moving.Spec, moving.Weights());
        using var step = new AveragingStep(new Plus(moving, 0.25), moving, average, decay);
        var start = First(moving);
        var (value, expected) = (start, start);

        for (var updates = 1; updates <= 40; updates++)
        {
            step.Run([0], new StepPlace(0, updates - 1), new Pace(0.1));

            value += 0.25;
            var kept = Math.Min(decay, (1.0 + updates) / (10 + updates));
            expected = (kept * expected) + ((1 - kept) * value);
            Assert.Equal(expected, First(average), 1e-5);
            Assert.Equal(value, First(moving), 1e-5);
        }
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var moving = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 1);
        using var average = TorchNetwork.WithWeights(moving.Spec, moving.Weights());
        using var step = new AveragingStep(new Plus(moving, 0.25), moving, average, 0.9);
        step.Run([0], default, new Pace(0.1));

        var before = LiveTensors.Count();
        for (var i = 0; i < 20; i++)
        {
            step.Run([0], new StepPlace(0, i), new Pace(0.1));
        }

        Assert.Equal(before, LiveTensors.Count());
    }

    private static double First(TorchNetwork network) => network.Weights()["output.weight"].Floats[0];

    /// <summary>A step that adds a constant to every weight.</summary>
    private sealed class Plus(TorchNetwork network, double amount) : ITrainingStep
    {
        public BatchResult Run(ReadOnlySpan<int> samples, StepPlace place, Pace pace)
        {
            using var scope = torch.NewDisposeScope();
            using var still = torch.no_grad();
            using var addend = amount.ToScalar();
            using var one = 1.0.ToScalar();
            foreach (var (_, parameter) in network.Trained)
            {
                parameter.add_(addend, alpha: one);
            }

            return new BatchResult(1, 0);
        }

        public void Dispose()
        {
        }
    }
}
