using System.Globalization;
using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>What of a recurrent layer the network goes on with.</summary>
public enum RecurrentAnswer
{
    /// <summary>The output of every step.</summary>
    [JsonStringEnumMemberName("sequence")]
    Sequence,

    /// <summary>The output of the last step in the order of the input: PyTorch's <c>output[:, -1]</c>.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>The state that each direction of the last layer ends with, side by side: PyTorch's <c>h_n[-1]</c>, or <c>cat(h_n[-2], h_n[-1])</c> of two directions.</summary>
    [JsonStringEnumMemberName("state")]
    State,
}

/// <summary>
/// A layer that goes through a sequence step by step and remembers: [time, features] → [time, directions · hidden] with <see cref="BatchFirst"/>.
/// It begins with a state of zeros.
/// </summary>
/// <param name="NumLayers">How many lie on top of one another.</param>
/// <param name="Bias">Whether both products have a bias.</param>
/// <param name="Dropout">Probability of a zero between two layers, in training.</param>
/// <param name="Bidirectional">Whether a second one reads the sequence from its end.</param>
/// <param name="Returns">What the network goes on with.</param>
public abstract record Recurrence(int NumLayers, bool Bias, double Dropout, bool Bidirectional, RecurrentAnswer Returns) : LayerSpec
{
    private const int MostLayers = 1000;

    /// <summary>Features of a step that comes in.</summary>
    public required int InputSize { get; init; }

    /// <summary>Features of the state.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>
    /// Whether a value is [batch, time, features]. Without it the first axis, else the batch, is time, as in PyTorch: a sample is then [batch, features] and the answer a sequence.
    /// </summary>
    public required bool BatchFirst { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MixesSamples => !BatchFirst;

    /// <summary>Parts of the weights, one for each gate.</summary>
    [JsonIgnore]
    public abstract int Gates { get; }

    /// <summary>Ways through the sequence.</summary>
    [JsonIgnore]
    public int Directions => Bidirectional ? 2 : 1;

    /// <summary>Weights of layer k are [gates · hidden, features] and [gates · hidden, hidden], its biases [gates · hidden].</summary>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters =>
    [
        .. from layer in Enumerable.Range(0, NumLayers)
           from direction in Enumerable.Range(0, Directions)
           from parameter in ParametersOf(layer, direction)
           select parameter,
    ];

    /// <summary>What the names of a layer's parameters end with: <c>l0</c>, or <c>l0_reverse</c> of the second direction.</summary>
    public static string Suffix(int layer, int direction) => string.Create(CultureInfo.InvariantCulture, $"l{layer}{(direction == 1 ? "_reverse" : "")}");

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequirePositive(InputSize, "inputSize");
        RequirePositive(HiddenSize, "hiddenSize");
        RequireBetween(NumLayers, 1, MostLayers, "numLayers");
        RequireBetween(Dropout, 0, 0.999, "dropout");
        if (input.Count != 2 || input[1] != InputSize)
        {
            throw Impossible($"takes sequences [{(BatchFirst ? "time" : "batch")}, {InputSize}], but gets {Text(input)}");
        }

        var features = (double)Directions * HiddenSize;
        return features > int.MaxValue / Gates ? throw Impossible($"would give {features} features")
            : Returns == RecurrentAnswer.Sequence ? [input[0], (int)features]
            : !Enum.IsDefined(Returns) ? throw Impossible($"returns {Returns}; there are 'sequence', 'last' and 'state'")
            : BatchFirst ? [(int)features]
            : throw Impossible($"returns '{(Returns == RecurrentAnswer.Last ? "last" : "state")}', which has no time; the first axis, which is time without 'batchFirst', must stay");
    }

    private ParameterSpec[] ParametersOf(int layer, int direction)
    {
        var (suffix, rows, start) = (Suffix(layer, direction), Gates * HiddenSize, new UniformWithin(1 / Math.Sqrt(HiddenSize)));
        ParameterSpec[] weights =
        [
            new($"{Name}.weight_ih_{suffix}", [rows, layer == 0 ? InputSize : Directions * HiddenSize], start),
            new($"{Name}.weight_hh_{suffix}", [rows, HiddenSize], start),
        ];
        return Bias ? [.. weights, new($"{Name}.bias_ih_{suffix}", [rows], start), new($"{Name}.bias_hh_{suffix}", [rows], start)] : weights;
    }
}
