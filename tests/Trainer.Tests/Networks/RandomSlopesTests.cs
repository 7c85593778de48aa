using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Networks;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Networks;

public class RandomSlopesTests
{
    private static readonly RRelu Layer = new(0.2, 0.6) { Name = "layer" };

    [Fact]
    public void Slopes_fill_their_range_and_leave_what_is_above_0()
    {
        var below = Bent(-1, new TrainingPass(1, 0, 1));

        Assert.All(below, value => Assert.InRange(value, -0.6f, -0.2f));
        Assert.InRange(below.Average(), -0.401f, -0.399f); // five standard deviations of the mean of half a million draws are 0.0008
        Assert.InRange(below.Min(), -0.6f, -0.599f);
        Assert.InRange(below.Max(), -0.201f, -0.2f);
        Assert.All(Bent(3, new TrainingPass(1, 0, 1)), value => Assert.Equal(3, value));
    }

    [Fact]
    public void Slopes_are_a_pure_function_of_seed_step_and_layer()
    {
        Assert.Equal(Bent(-1, new TrainingPass(1, 5, 3, 2)), Bent(-1, new TrainingPass(1, 5, 3, 2)));
        Assert.NotEqual(Bent(-1, new TrainingPass(1, 5, 3, 2)), Bent(-1, new TrainingPass(2, 5, 3, 2)));
        Assert.NotEqual(Bent(-1, new TrainingPass(1, 5, 3, 2)), Bent(-1, new TrainingPass(1, 6, 3, 2)));
        Assert.NotEqual(Bent(-1, new TrainingPass(1, 5, 3, 2)), Bent(-1, new TrainingPass(1, 5, 3, 1)));
    }

    private static float[] Bent(float value, TrainingPass pass)
    {
        using var scope = torch.NewDisposeScope();
        return RandomSlopes.Apply(Layer, torch.full([500, 1000], value), pass).data<float>().ToArray();
    }
}
