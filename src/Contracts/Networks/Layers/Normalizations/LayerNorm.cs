using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>Normalization over the last axes of each sample (Ba et al., 2016). Source: <c>torch.nn.LayerNorm</c>.</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="ElementwiseAffine">Whether there is a weight for each value.</param>
/// <param name="Bias">Whether a bias goes with the weight.</param>
public sealed record LayerNorm(double Epsilon = 1e-5, bool ElementwiseAffine = true, bool Bias = true) : LayerSpec
{
    /// <summary>The sizes of the last axes, over which mean and variance are taken.</summary>
    public required IReadOnlyList<int> NormalizedShape { get; init; }

    /// <summary>Whether there is a bias.</summary>
    [JsonIgnore]
    public bool HasBias => ElementwiseAffine && Bias;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            ParameterSpec[] weight = ElementwiseAffine ? [new($"{Name}.weight", NormalizedShape, new Ones())] : [];
            return HasBias ? [.. weight, new($"{Name}.bias", NormalizedShape, new Zeros())] : weight;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequireBetween(Epsilon, 1e-12, 1, "epsilon");
        return NormalizedShape is { Count: > 0 } shape && input.Count >= shape.Count && input.TakeLast(shape.Count).SequenceEqual(shape) ? input
            : throw Impossible($"normalizes over {Text(NormalizedShape ?? [])}, but gets {Text(input)}");
    }
}

/// <summary>Normalization of groups of channels of each sample (Wu and He, 2018): [channels, …], the same. Source: <c>torch.nn.GroupNorm</c>.</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Affine">Whether there are weight and bias for each channel.</param>
public sealed record GroupNorm(double Epsilon = 1e-5, bool Affine = true) : LayerSpec
{
    /// <summary>Groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Channels, a multiple of the groups.</summary>
    public required int Channels { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters => ChannelParameters(Channels, Affine, statistics: false);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequirePositive(Groups, "groups");
        RequirePositive(Channels, "channels");
        RequireBetween(Epsilon, 1e-12, 1, "epsilon");
        return Channels % Groups != 0 ? throw Impossible($"cannot divide {Channels} channels into {Groups} groups")
            : input.Count > 0 && input[0] == Channels ? input
            : throw Impossible($"takes {Channels} channels, but gets {Text(input)}");
    }
}

/// <summary>
/// Each value divided by (k + alpha / size · sum)^beta, the sum of the squares of <see cref="Size"/> neighbouring channels (Krizhevsky et al., 2012). Source: <c>torch.nn.LocalResponseNorm</c>.
/// </summary>
/// <param name="Alpha">Weight of the squares.</param>
/// <param name="Beta">Exponent.</param>
/// <param name="K">Added to them.</param>
public sealed record LocalResponseNorm(double Alpha = 1e-4, double Beta = 0.75, double K = 1) : LayerSpec
{
    /// <summary>Neighbouring channels, of which an even number counts one more before than after.</summary>
    public required int Size { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        RequirePositive(Size, "size");
        RequireBetween(Alpha, 0, 1e6, "alpha");
        RequireBetween(Beta, -100, 100, "beta");
        RequireBetween(K, 1e-6, 1e6, "k");
        return input.Count >= 2 ? input : throw Impossible($"takes channels with at least one axis after them, but gets {Text(input)}");
    }
}
