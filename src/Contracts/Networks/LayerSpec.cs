using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>One layer of a network, as data. A new layer is one record here, one module in the trainer, one node in the exporter and one parity case.</summary>
/// <remarks>Shapes leave out the batch: an image is [28, 28], a row of logits [10].</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Relu), "relu")]
public abstract record LayerSpec
{
    /// <summary>Unique in the network; weights are called <c>name.weight</c> and <c>name.bias</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The layer whose output this one reads; absent: the layer before it, or the network's input for the first.</summary>
    public string? Input { get; init; }

    /// <summary>The parameters the layer owns, in the order in which they are initialized and saved.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<ParameterSpec> Parameters => [];

    /// <summary>The shape of the output for an input of shape <paramref name="input"/>.</summary>
    /// <exception cref="FormatException">The layer cannot take this input.</exception>
    public abstract IReadOnlyList<int> OutputShape(IReadOnlyList<int> input);
}

/// <summary>All dimensions but the batch become one: [28, 28] → [784].</summary>
public sealed record Flatten : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        var total = input.Aggregate(1.0, (product, size) => product * size);
        return total <= int.MaxValue ? [(int)total] : throw new FormatException($"layer '{Name}' would flatten [{string.Join(", ", input)}] into {total} values");
    }
}

/// <summary>y = x · weightᵀ + bias: [in] → [out], weight [out, in], bias [out].</summary>
public sealed record Linear : LayerSpec
{
    /// <summary>Features of a row that comes in.</summary>
    public required int InFeatures { get; init; }

    /// <summary>Features of a row that goes out.</summary>
    public required int OutFeatures { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters =>
    [
        new($"{Name}.weight", [OutFeatures, InFeatures], new GlorotUniform(InFeatures, OutFeatures)),
        new($"{Name}.bias", [OutFeatures], new Zeros()),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) =>
        InFeatures < 1 || OutFeatures < 1 ? throw new FormatException($"layer '{Name}' has {InFeatures} inputs and {OutFeatures} outputs; both must be at least 1")
        : input is [var features] && features == InFeatures ? [OutFeatures]
        : throw new FormatException($"layer '{Name}' takes rows of {InFeatures}, but gets [{string.Join(", ", input)}]");
}

/// <summary>y = max(0, x), element by element.</summary>
public sealed record Relu : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) => input;
}
