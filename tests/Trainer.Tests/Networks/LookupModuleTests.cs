using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Tests.Networks;

/// <summary>Layers with a table or slopes of their own, against TorchSharp's modules.</summary>
public class LookupModuleTests
{
    private static readonly long[] Numbers = [3, 0, 6, 6, 1, 2, 5, 4];

    [Fact]
    public void An_embedding_answers_as_the_module_it_stands_for()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Embedding(7, 5, padding_idx: 0);
        var input = tensor(Numbers, [2, 4]);

        var ours = Bound(new Embedding(PaddingIdx: 0) { Name = "table", NumEmbeddings = 7, EmbeddingDim = 5 }, module.weight!)([input], null);

        Assert.Equal(module.call(input), ours);
    }

    [Theory]
    [InlineData(BagMode.Sum)]
    [InlineData(BagMode.Mean)]
    [InlineData(BagMode.Max)]
    public void A_bag_answers_as_the_module_it_stands_for(BagMode mode)
    {
        using var scope = NewDisposeScope();
        using var module = nn.EmbeddingBag(7, 5, mode: mode switch { BagMode.Sum => EmbeddingBagMode.Sum, BagMode.Mean => EmbeddingBagMode.Mean, _ => EmbeddingBagMode.Max });
        var input = tensor(Numbers, [2, 4]);

        var ours = Bound(new EmbeddingBag(mode) { Name = "table", NumEmbeddings = 7, EmbeddingDim = 5 }, module.weight!)([input], null);

        Assert.All(module.call(input).data<float>().Zip(ours.data<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Trained_slopes_answer_as_the_module_they_stand_for(int slopes)
    {
        using var scope = NewDisposeScope();
        using var module = nn.PReLU(slopes, 0.4);
        var input = linspace(-4, 4, 24).reshape(2, 3, 4);

        var ours = Bound(new PRelu(slopes) { Name = "table" }, module.weight)([input], null);

        Assert.Equal(module.call(input), ours);
    }

    [Fact]
    public void Random_slopes_become_their_mean_as_in_the_module_they_stand_for()
    {
        using var scope = NewDisposeScope();
        using var module = nn.RReLU(0.2, 0.5);
        module.eval();
        var input = linspace(-4, 4, 24);

        var ours = TorchLayers.Bind(new RRelu(0.2, 0.5) { Name = "layer" }, new Dictionary<string, Tensor>())([input], null);

        Assert.Equal(module.call(input), ours);
    }

    private static LayerFunction Bound(LayerSpec layer, Tensor weight) => TorchLayers.Bind(layer, new Dictionary<string, Tensor> { ["table.weight"] = weight });
}
