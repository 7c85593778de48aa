using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class RecurrentCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Rnn>("RNN", dice => Sequences(dice, (layers, bias, both, returns) => new Rnn(layers, dice.OneOf(Nonlinearity.Tanh, Nonlinearity.Relu), bias, 0.1, both, returns)
        {
            Name = "layer",
            InputSize = dice.Between(1, 6),
            HiddenSize = dice.Between(1, 6),
            BatchFirst = returns != RecurrentAnswer.Sequence || dice.Coin(),
        })),
        Of<Lstm>("LSTM", dice => Sequences(dice, (layers, bias, both, returns) => new Lstm(layers, bias, 0.1, both, returns)
        {
            Name = "layer",
            InputSize = dice.Between(1, 6),
            HiddenSize = dice.Between(1, 6),
            BatchFirst = returns != RecurrentAnswer.Sequence || dice.Coin(),
        })),
        Of<Gru>("GRU", dice => Sequences(dice, (layers, bias, both, returns) => new Gru(layers, bias, 0.1, both, returns)
        {
            Name = "layer",
            InputSize = dice.Between(1, 6),
            HiddenSize = dice.Between(1, 6),
            BatchFirst = returns != RecurrentAnswer.Sequence || dice.Coin(),
        })),
    ];

    private static NetworkSpec Sequences(Dice dice, Func<int, bool, bool, RecurrentAnswer, Recurrence> make)
    {
        var layer = make(dice.Between(1, 3), dice.Coin(), dice.Coin(), dice.OneOf(RecurrentAnswer.Sequence, RecurrentAnswer.Last, RecurrentAnswer.State));
        return Alone([dice.Between(1, 7), layer.InputSize], layer);
    }
}
