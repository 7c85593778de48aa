using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>The cosine of the angle between two outputs along an axis, which goes: x · y / (max(|x|, epsilon) · max(|y|, epsilon)). Source: <c>torch.nn.CosineSimilarity</c>.</summary>
/// <param name="Dim">The axis, where the batch is axis 0; from the end if it is negative.</param>
/// <param name="Epsilon">The least length that counts.</param>
public sealed record CosineSimilarity(int Dim = 1, double Epsilon = 1e-8) : Joint
{
    private protected override string Verb => "compares";

    private protected override int? Count => 2;

    /// <summary>The axis as a place in a shape without the batch.</summary>
    public int Place(IReadOnlyList<int> input) => RequireAxis(Dim, input, "dim");

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RequireBetween(Epsilon, 1e-30, 1, "epsilon");
        var joined = Broadcast(inputs);
        var place = Place(joined);
        return [.. joined.Where((_, axis) => axis != place)];
    }
}

/// <summary>The length of the difference of two outputs along the last axis, (Σ |x − y + epsilon|ᵖ)^(1/p). Source: <c>torch.nn.PairwiseDistance</c>.</summary>
/// <param name="P">The exponent.</param>
/// <param name="Epsilon">Added to each difference.</param>
/// <param name="KeepDim">Whether the axis stays, with one value.</param>
public sealed record PairwiseDistance(double P = 2, double Epsilon = 1e-6, bool KeepDim = false) : Joint
{
    private protected override string Verb => "compares";

    private protected override int? Count => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RequireBetween(P, 0.01, 100, "p");
        RequireBetween(Epsilon, 0, 1, "epsilon");
        var before = Broadcast(inputs).SkipLast(1);
        return KeepDim ? [.. before, 1] : [.. before];
    }
}

/// <summary>y = x₁ᵀ · weight · x₂ + bias for each output: [in1] and [in2] → [out], weight [out, in1, in2], bias [out]. Source: <c>torch.nn.Bilinear</c>.</summary>
/// <param name="Bias">Whether a bias is added.</param>
public sealed record Bilinear(bool Bias = true) : Joint
{
    /// <summary>Features of the first row.</summary>
    public required int In1Features { get; init; }

    /// <summary>Features of the second row.</summary>
    public required int In2Features { get; init; }

    /// <summary>Features of the row that goes out.</summary>
    public required int OutFeatures { get; init; }

    private protected override string Verb => "multiplies";

    private protected override int? Count => 2;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            var weight = new ParameterSpec($"{Name}.weight", [OutFeatures, In1Features, In2Features], new HeUniform((double)In1Features * In2Features));
            return Bias ? [weight, new($"{Name}.bias", [OutFeatures], new Zeros())] : [weight];
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<IReadOnlyList<int>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RequirePositive(In1Features, "in1Features");
        RequirePositive(In2Features, "in2Features");
        RequirePositive(OutFeatures, "outFeatures");
        return inputs is [[var first], [var second]] && first == In1Features && second == In2Features ? [OutFeatures]
            : throw Impossible($"takes rows of {In1Features} and of {In2Features}, but gets {Text(inputs[0])} and {Text(inputs[1])}");
    }
}
