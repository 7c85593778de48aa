using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.Trainer.Tests.Networks;

/// <summary>Our attention, against TorchSharp's modules with their own random weights; they take time first.</summary>
public class AttentionModuleTests
{
    private static readonly TransformerEncoder Encoder = new(DimFeedforward: 6, Dropout: 0.5) { Name = "layer", DModel = 4, Nhead = 2, NumLayers = 2, BatchFirst = true };

    [Fact]
    public void Attention_answers_as_the_module_it_stands_for()
    {
        for (uint seed = 0; seed < 20; seed++)
        {
            using var scope = NewDisposeScope();
            var dice = new Dice(seed);
            var (heads, bias) = (dice.Between(1, 3), dice.Coin());
            var features = heads * dice.Between(1, 4);
            var key = features + dice.Between(0, 2);
            var value = key; // libtorch itself takes no others
            var layer = new MultiheadAttention(bias, 0, key, value) { Name = "layer", EmbedDim = features, NumHeads = heads, BatchFirst = false };
            using var module = MultiheadAttention(features, heads, 0, bias, false, false, key, value);
            var random = new Generator(seed);
            foreach (var parameter in module.parameters())
            {
                parameter.with_requires_grad(false).copy_(randn(parameter.shape, generator: random)); // biases begin as zeros
            }

            var (time, batch) = (dice.Between(1, 5), dice.Between(1, 4));
            Tensor[] inputs = [randn(time, batch, features, generator: random), randn(time, batch, key, generator: random), randn(time, batch, value, generator: random)];

            var (expected, _) = module.call(inputs[0], inputs[1], inputs[2], null, false, null);

            var parameters = OwnOf(layer, module);
            RequireClose(expected, new TorchAttention(layer, parameters).Run(inputs, null));
            Tensor[] turned = [.. inputs.Select(input => input.transpose(0, 1))];
            RequireClose(expected.transpose(0, 1), new TorchAttention(layer with { BatchFirst = true }, parameters).Run(turned, null));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_encoder_answers_as_the_module_it_stands_for(int blocks)
    {
        for (uint seed = 0; seed < 10; seed++)
        {
            using var scope = NewDisposeScope();
            var dice = new Dice(seed);
            var heads = dice.Between(1, 3);
            var (features, wide, gelu) = (heads * dice.Between(2, 4), dice.Between(1, 9), dice.Coin());
            var one = TransformerEncoderLayer(features, heads, wide, 0.1, gelu ? Activations.GELU : Activations.ReLU);
            using Module<Tensor, Tensor, Tensor, Tensor> stack = TransformerEncoder(one, blocks);
            stack.eval();
            var layer = new TransformerEncoder(wide, 0.1, gelu ? FeedforwardActivation.Gelu : FeedforwardActivation.Relu) { Name = "layer", DModel = features, Nhead = heads, NumLayers = blocks, BatchFirst = false };
            var input = randn(dice.Between(1, 5), dice.Between(1, 4), features, generator: new Generator(seed));

            var expected = ((TorchSharp.Modules.TransformerEncoder)stack).call(input);

            RequireClose(expected, TorchLayers.Bind(layer, OwnOf(layer, stack))([input], null));
        }
    }

    [Fact]
    public void One_block_is_a_stack_of_one()
    {
        using var scope = NewDisposeScope();
        using var one = TransformerEncoderLayer(4, 2, 6, 0.1, Activations.ReLU);
        one.eval();
        var layer = new TransformerEncoderLayer(6) { Name = "layer", DModel = 4, Nhead = 2, BatchFirst = false };
        var input = randn(5, 3, 4, generator: new Generator(1));

        RequireClose(one.forward(input), TorchLayers.Bind(layer, OwnOf(layer, one))([input], null));
    }

    [Fact]
    public void Dropout_is_a_pure_function_of_the_pass_and_absent_from_answers()
    {
        using var scope = NewDisposeScope();
        using var network = TorchNetwork.Initialized(new NetworkSpec { Name = "n", Input = [5, 4], Layers = [Encoder] }, seed: 3);
        var input = randn(2, 5, 4, generator: new Generator(1));

        Assert.Equal(network.ForwardInTraining(input, step: 7), network.ForwardInTraining(input, step: 7));
        Assert.NotEqual(network.ForwardInTraining(input, step: 7), network.ForwardInTraining(input, step: 8));
        Assert.Equal(network.Forward(input), network.Forward(input));
    }

    [Fact]
    public void Every_parameter_of_an_encoder_learns()
    {
        using var scope = NewDisposeScope();
        using var network = TorchNetwork.Initialized(new NetworkSpec { Name = "n", Input = [5, 4], Layers = [Encoder with { Dropout = 0 }] }, seed: 3);

        network.ForwardInTraining(randn(2, 5, 4, generator: new Generator(1)), step: 0).square().sum().backward();

        // a key's bias shifts all scores of a query alike, so that the bias of all three keeps its middle part
        Assert.All(network.Trained, parameter => Assert.True(parameter.Value.grad!.abs().sum().item<float>() > 0, parameter.Name));
    }

    private static Dictionary<string, Tensor> OwnOf(LayerSpec layer, Module module)
    {
        var theirs = module.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        var own = layer.Parameters.ToDictionary(parameter => parameter.Name, parameter => theirs[parameter.Name[(layer.Name.Length + 1)..]]);
        Assert.Equal(theirs.Count, own.Count);
        Assert.All(layer.Parameters, parameter => Assert.Equal(own[parameter.Name].shape, parameter.Shape.Select(size => (long)size)));
        return own;
    }

    private static void RequireClose(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        var (theirs, ours) = (expected.contiguous().data<float>().ToArray(), found.contiguous().data<float>().ToArray());
        var scale = theirs.Max(Math.Abs);
        Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * scale));
    }
}
