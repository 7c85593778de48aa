using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of recurrent modules. Sizes are read from their weights; what weights do not tell is found by what the module does.</summary>
internal static class RecurrentModules
{
    /// <summary>The layer of a recurrent module.</summary>
    public static LayerSpec Layer(nn.Module module, ModulePlace place)
    {
        var state = module.state_dict();
        var (input, hidden) = (state["weight_ih_l0"].shape, state["weight_hh_l0"].shape);
        var (bias, both) = (state.ContainsKey("bias_ih_l0"), state.ContainsKey("weight_ih_l0_reverse"));
        var count = 1;
        while (state.ContainsKey($"weight_ih_l{count}"))
        {
            count++;
        }

        var size = new Sizes((int)input[1], (int)hidden[1], count, bias, both, IsBatchFirst(module, input[1]));

        // where the batch and time were exchanged before the module, it sees them as the layer does not
        var batchFirst = size.BatchFirst != place.IsTimeFirst;
        return module switch
        {
            Modules.RNN rnn => new Rnn(count, Bend(rnn, size, place.Name), bias, Bidirectional: both) { Name = place.Name, InputSize = size.Input, HiddenSize = size.Hidden, BatchFirst = batchFirst },
            Modules.LSTM => new Lstm(count, bias, Bidirectional: both) { Name = place.Name, InputSize = size.Input, HiddenSize = size.Hidden, BatchFirst = batchFirst },
            _ => new Gru(count, bias, Bidirectional: both) { Name = place.Name, InputSize = size.Input, HiddenSize = size.Hidden, BatchFirst = batchFirst },
        };
    }

    private sealed record Sizes(int Input, int Hidden, int Layers, bool Bias, bool Bidirectional, bool BatchFirst);

    // a state has a row for each sample: of 2 and 3, the module takes one for the batch
    private static bool IsBatchFirst(nn.Module module, long features)
    {
        using var input = zeros(2, 3, features);
        return Callable.Of(module)!.Call([input])[1].shape[1] == 2;
    }

    private static Nonlinearity Bend(Modules.RNN module, Sizes size, string name) =>
        Twins.Find(
            module,
            [Nonlinearity.Tanh, Nonlinearity.Relu],
            bend => nn.RNN(size.Input, size.Hidden, size.Layers, bend == Nonlinearity.Tanh ? nn.NonLinearities.Tanh : nn.NonLinearities.ReLU, size.Bias, size.BatchFirst, 0, size.Bidirectional),
            Twins.Sample(3, 2, size.Input))
        ?? throw Refusal.At(name, module, "bends by neither tanh nor relu", "one of them", "register a mapping for its class");
}
