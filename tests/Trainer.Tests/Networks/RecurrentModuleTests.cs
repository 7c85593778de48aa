using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.Trainer.Tests.Networks;

/// <summary>Our steps through a sequence, against TorchSharp's recurrent modules with their own random weights.</summary>
public class RecurrentModuleTests
{
    [Theory]
    [InlineData("rnn")]
    [InlineData("lstm")]
    [InlineData("gru")]
    public void A_recurrence_answers_as_the_module_it_stands_for(string kind)
    {
        for (uint seed = 0; seed < 20; seed++)
        {
            using var scope = NewDisposeScope();
            var dice = new Dice(seed);
            var layer = Draw(kind, dice);
            using var module = ModuleOf(layer);
            var parameters = layer.Parameters.ToDictionary(parameter => parameter.Name, parameter => (Tensor)module.get_parameter(parameter.Name[(layer.Name.Length + 1)..])!);
            var input = randn(dice.Between(1, 4), dice.Between(1, 6), layer.InputSize, generator: new Generator(seed));

            var (output, state) = Call(module, input);

            Assert.Equal(parameters.Count, module.parameters().Count());
            RequireClose(output, Ours(layer with { Returns = RecurrentAnswer.Sequence }, parameters, input));
            if (layer.BatchFirst)
            {
                RequireClose(output.select(1, output.shape[1] - 1), Ours(layer with { Returns = RecurrentAnswer.Last }, parameters, input));
                var last = Enumerable.Range(0, layer.Directions).Select(direction => state.select(0, state.shape[0] - layer.Directions + direction)).ToArray();
                RequireClose(cat(last, 1), Ours(layer with { Returns = RecurrentAnswer.State }, parameters, input));
            }
        }
    }

    [Fact]
    public void Dropout_between_layers_is_a_pure_function_of_the_pass_and_absent_from_answers()
    {
        using var scope = NewDisposeScope();
        var layer = new Lstm(NumLayers: 3, Dropout: 0.5) { Name = "layer", InputSize = 4, HiddenSize = 8, BatchFirst = true };
        using var network = TorchNetwork.Initialized(new NetworkSpec { Name = "n", Input = [5, 4], Layers = [layer] }, seed: 3);
        var input = ones(2, 5, 4);

        Assert.Equal(network.ForwardInTraining(input, step: 7), network.ForwardInTraining(input, step: 7));
        Assert.NotEqual(network.ForwardInTraining(input, step: 7), network.ForwardInTraining(input, step: 8));
        Assert.Equal(network.Forward(input), network.Forward(input));
    }

    [Fact]
    public void A_recurrence_learns_through_time()
    {
        using var scope = NewDisposeScope();
        var layer = new Gru(NumLayers: 2, Bidirectional: true, Returns: RecurrentAnswer.State) { Name = "layer", InputSize = 3, HiddenSize = 4, BatchFirst = true };
        using var network = TorchNetwork.Initialized(new NetworkSpec { Name = "n", Input = [5, 3], Layers = [layer] }, seed: 3);

        network.ForwardInTraining(ones(2, 5, 3), step: 0).sum().backward();

        Assert.All(network.Trained, parameter => Assert.True(parameter.Value.grad!.abs().sum().item<float>() > 0, parameter.Name));
    }

    private static Recurrence Draw(string kind, Dice dice)
    {
        var (layers, bias, both, first) = (dice.Between(1, 3), dice.Coin(), dice.Coin(), dice.Coin());
        var (input, hidden) = (dice.Between(1, 6), dice.Between(1, 6));
        return kind switch
        {
            "rnn" => new Rnn(layers, dice.OneOf(Nonlinearity.Tanh, Nonlinearity.Relu), bias, 0, both) { Name = "layer", InputSize = input, HiddenSize = hidden, BatchFirst = first },
            "lstm" => new Lstm(layers, bias, 0, both) { Name = "layer", InputSize = input, HiddenSize = hidden, BatchFirst = first },
            _ => new Gru(layers, bias, 0, both) { Name = "layer", InputSize = input, HiddenSize = hidden, BatchFirst = first },
        };
    }

    private static Module ModuleOf(Recurrence layer) => layer switch
    {
        Rnn rnn => RNN(layer.InputSize, layer.HiddenSize, layer.NumLayers, rnn.Nonlinearity == Nonlinearity.Relu ? NonLinearities.ReLU : NonLinearities.Tanh, layer.Bias, layer.BatchFirst, 0, layer.Bidirectional),
        Lstm => LSTM(layer.InputSize, layer.HiddenSize, layer.NumLayers, layer.Bias, layer.BatchFirst, 0, layer.Bidirectional),
        _ => GRU(layer.InputSize, layer.HiddenSize, layer.NumLayers, layer.Bias, layer.BatchFirst, 0, layer.Bidirectional),
    };

    private static (Tensor Output, Tensor State) Call(Module module, Tensor input)
    {
        switch (module)
        {
            case TorchSharp.Modules.LSTM lstm:
                var (output, state, _) = lstm.call(input, null);
                return (output, state);
            case TorchSharp.Modules.GRU gru: return gru.call(input);
            default: return ((TorchSharp.Modules.RNN)module).call(input);
        }
    }

    private static Tensor Ours(Recurrence layer, Dictionary<string, Tensor> parameters, Tensor input) => TorchLayers.Bind(layer, parameters)([input], null);

    private static void RequireClose(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        var (theirs, ours) = (expected.contiguous().data<float>().ToArray(), found.contiguous().data<float>().ToArray());
        Assert.All(theirs.Zip(ours), pair => Assert.Equal(pair.First, pair.Second, 3e-6f));
    }
}
