using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>y = x · weightᵀ + bias: [in] → [out], or every row of […, in] → […, out]; weight [out, in], bias [out].</summary>
/// <param name="Bias">Whether a bias is added; without it the layer owns none.</param>
public sealed record Linear(bool Bias = true) : LayerSpec
{
    /// <summary>Features of a row that comes in.</summary>
    public required int InFeatures { get; init; }

    /// <summary>Features of a row that goes out.</summary>
    public required int OutFeatures { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            var weight = new ParameterSpec($"{Name}.weight", [OutFeatures, InFeatures], new GlorotUniform(InFeatures, OutFeatures));
            return Bias ? [weight, new($"{Name}.bias", [OutFeatures], new Zeros())] : [weight];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) =>
        InFeatures < 1 || OutFeatures < 1 ? throw Impossible($"has {InFeatures} inputs and {OutFeatures} outputs; both must be at least 1")
        : input is [.., var features] && features == InFeatures ? [.. input.SkipLast(1), OutFeatures]
        : throw Impossible($"takes rows of {InFeatures}, but gets {Text(input)}");
}
