using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// x · weight + bias, number by number: […] → […], weight and bias of the shape of the last axes, where a size of 1 counts for all. The positions that a transformer adds
/// to its words, the scale of a layer, the mean and deviation that an input is normalized by.
/// </summary>
/// <param name="Weight">Whether there is a weight.</param>
/// <param name="Bias">Whether there is a bias.</param>
public sealed record Affine(bool Weight = true, bool Bias = true) : LayerSpec
{
    /// <summary>The shape of weight and bias.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            ParameterSpec[] weight = Weight ? [new($"{Name}.weight", Shape, new Ones())] : [];
            return Bias ? [.. weight, new($"{Name}.bias", Shape, new Zeros())] : weight;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return !Weight && !Bias ? throw Impossible("has neither a weight nor a bias")
            : Shape is { Count: > 0 } && Shape.Count <= input.Count && Shape.Zip(input.TakeLast(Shape.Count)).All(sizes => sizes.First == sizes.Second || sizes.First == 1) ? input
            : throw Impossible($"has the shape {Text(Shape ?? [])}, but gets {Text(input)}; its sizes must be those of the last axes, or 1");
    }
}
