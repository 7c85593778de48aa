using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>The function of a plain recurrent layer.</summary>
public enum Nonlinearity
{
    /// <summary>tanh x.</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,

    /// <summary>max(0, x).</summary>
    [JsonStringEnumMemberName("relu")]
    Relu,
}

/// <summary>h′ = f(W x + b + V h + c) (Elman, 1990). Source: <c>torch.nn.RNN</c>.</summary>
/// <param name="NumLayers">How many lie on top of one another.</param>
/// <param name="Nonlinearity">f.</param>
/// <param name="Bias">Whether there are b and c.</param>
/// <param name="Dropout">Probability of a zero between two layers, in training.</param>
/// <param name="Bidirectional">Whether a second one reads the sequence from its end.</param>
/// <param name="Returns">What the network goes on with.</param>
public sealed record Rnn(
    int NumLayers = 1,
    Nonlinearity Nonlinearity = Nonlinearity.Tanh,
    bool Bias = true,
    double Dropout = 0,
    bool Bidirectional = false,
    RecurrentAnswer Returns = RecurrentAnswer.Sequence) : Recurrence(NumLayers, Bias, Dropout, Bidirectional, Returns)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Gates => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) =>
        Enum.IsDefined(Nonlinearity) ? base.OutputShape(input) : throw Impossible($"has the nonlinearity {Nonlinearity}; there are 'tanh' and 'relu'");
}

/// <summary>
/// c′ = f · c + i · g and h′ = o · tanh c′, with the gates i, f, o = σ(W x + b + V h + c) and g = tanh(…), in the order i, f, g, o of the weights' parts
/// (Hochreiter and Schmidhuber, 1997). Source: <c>torch.nn.LSTM</c>.
/// </summary>
/// <param name="NumLayers">How many lie on top of one another.</param>
/// <param name="Bias">Whether both products have a bias.</param>
/// <param name="Dropout">Probability of a zero between two layers, in training.</param>
/// <param name="Bidirectional">Whether a second one reads the sequence from its end.</param>
/// <param name="Returns">What the network goes on with.</param>
public sealed record Lstm(int NumLayers = 1, bool Bias = true, double Dropout = 0, bool Bidirectional = false, RecurrentAnswer Returns = RecurrentAnswer.Sequence)
    : Recurrence(NumLayers, Bias, Dropout, Bidirectional, Returns)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Gates => 4;
}

/// <summary>
/// h′ = (1 − z) · n + z · h, with r, z = σ(W x + b + V h + c) and n = tanh(W x + b + r · (V h + c)), in the order r, z, n of the weights' parts
/// (Cho et al., 2014). Source: <c>torch.nn.GRU</c>.
/// </summary>
/// <param name="NumLayers">How many lie on top of one another.</param>
/// <param name="Bias">Whether both products have a bias.</param>
/// <param name="Dropout">Probability of a zero between two layers, in training.</param>
/// <param name="Bidirectional">Whether a second one reads the sequence from its end.</param>
/// <param name="Returns">What the network goes on with.</param>
public sealed record Gru(int NumLayers = 1, bool Bias = true, double Dropout = 0, bool Bidirectional = false, RecurrentAnswer Returns = RecurrentAnswer.Sequence)
    : Recurrence(NumLayers, Bias, Dropout, Bidirectional, Returns)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Gates => 3;
}
