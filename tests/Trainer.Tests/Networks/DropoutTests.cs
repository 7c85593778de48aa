using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Networks;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Networks;

public class DropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Drops_the_share_it_is_told_and_keeps_the_mean(double rate)
    {
        var values = Masked(new Dropout(rate) { Name = "d" }, new TrainingPass(1, 0, 1), 100, 100, 10, 10);

        var zeros = values.Count(value => value == 0) / (double)values.Length;
        // five standard deviations of a million draws
        Assert.InRange(zeros, rate - (5 * Math.Sqrt(rate * (1 - rate) / 1e6)), rate + (5 * Math.Sqrt(rate * (1 - rate) / 1e6)));
        Assert.All(values.Distinct(), value => Assert.True(value == 0 || value == (float)(1 / (1 - rate))));
    }

    [Fact]
    public void Drops_whole_channels_in_2d()
    {
        var values = Masked(new Dropout2d(0.5) { Name = "d" }, new TrainingPass(1, 0, 1), 20, 5, 3, 3);

        var channels = values.Chunk(9).Select(channel => channel.Distinct().Single()).ToArray();
        Assert.Equal([0f, 2f], channels.Distinct().Order());
    }

    [Fact]
    public void A_mask_is_a_pure_function_of_seed_step_and_layer()
    {
        float[] Of(ulong seed, long step, int layer) => Masked(new Dropout { Name = "d" }, new TrainingPass(seed, step, 3, layer), 1, 99, 1, 1);

        Assert.Equal(Of(1, 5, 2), Of(1, 5, 2));
        Assert.NotEqual(Of(1, 5, 2), Of(2, 5, 2));
        Assert.NotEqual(Of(1, 5, 2), Of(1, 6, 2));
        Assert.NotEqual(Of(1, 5, 2), Of(1, 5, 1));
        Assert.NotEqual(Of(1, 5, 2), Of(1, 6, 0)); // neighbours in count, not the same numbers
    }

    private static float[] Masked(RandomZeros layer, TrainingPass pass, params long[] shape)
    {
        using var ones = torch.ones(shape);
        using var scope = torch.NewDisposeScope();
        return DropoutMask.Apply(layer, ones, pass).data<float>().ToArray();
    }
}
