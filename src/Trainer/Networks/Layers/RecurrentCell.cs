using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>One layer of a recurrence in one direction.</summary>
/// <param name="layer">What it is part of.</param>
/// <param name="suffix">What its parameters' names end with.</param>
/// <param name="own">Finds a parameter of the layer by its own name.</param>
internal sealed class RecurrentCell(Recurrence layer, string suffix, Func<string, Tensor> own)
{
    private readonly Tensor fromInput = own($"weight_ih_{suffix}");
    private readonly Tensor fromState = own($"weight_hh_{suffix}");
    private readonly Tensor? inputBias = layer.Bias ? own($"bias_ih_{suffix}") : null;
    private readonly Tensor? stateBias = layer.Bias ? own($"bias_hh_{suffix}") : null;

    /// <summary>Goes through a sequence (time, batch, features).</summary>
    /// <returns>The outputs (time, batch, hidden) in the order of the input, and the state (batch, hidden) it ends with.</returns>
    public (Tensor Outputs, Tensor State) Run(Tensor sequence, bool reverse)
    {
        var steps = Product(sequence, fromInput, inputBias).unbind(0);
        var outputs = new Tensor[steps.Length];
        var state = zeros(sequence.shape[1], layer.HiddenSize);
        var memory = state;
        for (var i = 0; i < steps.Length; i++)
        {
            var time = reverse ? steps.Length - 1 - i : i;
            (state, memory) = Step(steps[time], Product(state, fromState, stateBias), state, memory);
            outputs[time] = state;
        }

        return (stack(outputs, 0), state);
    }

    private (Tensor State, Tensor Memory) Step(Tensor input, Tensor hidden, Tensor state, Tensor memory) => layer switch
    {
        Rnn { Nonlinearity: Nonlinearity.Relu } => (Sum(input, hidden).relu(), memory),
        Rnn => (Sum(input, hidden).tanh(), memory),
        Lstm => Remembered(Sum(input, hidden).chunk(4, 1), memory),
        Gru => (Blended(input.chunk(3, 1), hidden.chunk(3, 1), state), memory),
        _ => throw new NotSupportedException($"recurrence of kind {layer.GetType().Name} has no TorchSharp mapping"),
    };

    // input gate, forget gate, candidate, output gate
    private static (Tensor State, Tensor Memory) Remembered(Tensor[] gates, Tensor memory)
    {
        var next = Sum(gates[1].sigmoid() * memory, gates[0].sigmoid() * gates[2].tanh());
        return (gates[3].sigmoid() * next.tanh(), next);
    }

    // reset gate, update gate, candidate
    private static Tensor Blended(Tensor[] input, Tensor[] hidden, Tensor state)
    {
        var (reset, update) = (Sum(input[0], hidden[0]).sigmoid(), Sum(input[1], hidden[1]).sigmoid());
        var candidate = Sum(input[2], reset * hidden[2]).tanh();
        return Sum(candidate, update * state.add(candidate, Scalars.MinusOne));
    }

    private static Tensor Product(Tensor input, Tensor weight, Tensor? bias)
    {
        var product = input.matmul(weight.t());
        return bias is null ? product : Sum(product, bias);
    }

    private static Tensor Sum(Tensor left, Tensor right) => left.add(right, Scalars.One);
}
