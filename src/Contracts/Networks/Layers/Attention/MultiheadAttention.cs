using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// Each head h answers softmax(Q Kᵀ / √d) V, with Q, K and V projected from query, key and value to d = embedDim / numHeads features; the heads side by side are projected
/// once more (Vaswani et al., 2017): [time, embedDim], the same, with <see cref="BatchFirst"/>. Source: <c>torch.nn.MultiheadAttention</c>.
/// </summary>
/// <param name="Bias">Whether the projections have biases.</param>
/// <param name="Dropout">Probability of a zero among the weights of the softmax, in training.</param>
/// <param name="Kdim">Features of the key, where they are not embedDim.</param>
/// <param name="Vdim">Features of the value, where they are not embedDim.</param>
/// <param name="Inputs">The layers of query, key and value; absent: one input is all three.</param>
public sealed record MultiheadAttention(bool Bias = true, double Dropout = 0, int? Kdim = null, int? Vdim = null, IReadOnlyList<string>? Inputs = null) : LayerSpec
{
    /// <summary>Features of the query and of the answer.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Heads, which share the features.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Whether a value is [batch, time, features]. Without it the first axis, else the batch, is time, as in TorchSharp: a sample is then [batch, features].</summary>
    public required bool BatchFirst { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MixesSamples => !BatchFirst;

    /// <summary>Whether query, key and value have one matrix of weights together.</summary>
    [JsonIgnore]
    public bool IsPacked => (Kdim ?? EmbedDim) == EmbedDim && (Vdim ?? EmbedDim) == EmbedDim;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            ParameterSpec[] projections = IsPacked
                ? [new($"{Name}.in_proj_weight", [3 * EmbedDim, EmbedDim], new GlorotUniform(EmbedDim, 3 * EmbedDim))]
                : [Projection("q", EmbedDim), Projection("k", Kdim ?? EmbedDim), Projection("v", Vdim ?? EmbedDim)];
            ParameterSpec answer = new($"{Name}.out_proj.weight", [EmbedDim, EmbedDim], new UniformWithin(1 / Math.Sqrt(EmbedDim)));
            return Bias
                ? [.. projections, new($"{Name}.in_proj_bias", [3 * EmbedDim], new Zeros()), answer, new($"{Name}.out_proj.bias", [EmbedDim], new Zeros())]
                : [.. projections, answer];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads(string previous) =>
        Inputs is null ? base.Reads(previous)
        : Input is not null ? throw Impossible("reads the layers of 'inputs'; 'input' has no meaning here")
        : Inputs.Count == 3 ? Inputs
        : throw Impossible($"has {Inputs.Count} 'inputs'; it takes query, key and value, or one 'input' for all three");

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => OutputShape([input, input, input]);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RequirePositive(EmbedDim, "embedDim");
        RequirePositive(NumHeads, "numHeads");
        RequireBetween(Dropout, 0, 0.999, "dropout");
        if (EmbedDim % NumHeads != 0)
        {
            throw Impossible($"cannot share {EmbedDim} features among {NumHeads} heads");
        }

        if (EmbedDim > int.MaxValue / 3)
        {
            throw Impossible($"has embedDim {EmbedDim}, of which three fit into no tensor");
        }

        var (query, key, value) = inputs.Count == 1 ? (inputs[0], inputs[0], inputs[0]) : (inputs[0], inputs[1], inputs[2]);
        RequireSequence(query, EmbedDim, "query");
        RequireSequence(key, Kdim ?? EmbedDim, "key");
        RequireSequence(value, Vdim ?? EmbedDim, "value");
        return key[0] != value[0] ? throw Impossible($"gets a key {Text(key)} and a value {Text(value)}, whose first sizes must be equal")
            : !BatchFirst && key[0] != query[0] ? throw Impossible($"gets a query {Text(query)} and a key {Text(key)}, whose first sizes, the batch, must be equal")
            : query;
    }

    private ParameterSpec Projection(string part, int features) => new($"{Name}.{part}_proj_weight", [EmbedDim, features], new GlorotUniform(features, EmbedDim));

    private void RequireSequence(IReadOnlyList<int> input, int features, string what)
    {
        if (input.Count != 2 || input[1] != features)
        {
            throw Impossible($"takes a {what} [{(BatchFirst ? "time" : "batch")}, {features}], but gets {Text(input)}");
        }
    }
}
