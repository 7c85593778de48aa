using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// Normalization of each channel of each sample by its own mean and variance (Ulyanov et al., 2016); with running statistics, by those in evaluation.
/// Source: <c>torch.nn.InstanceNorm2d</c>.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Share of a batch in the running statistics.</param>
/// <param name="Affine">Whether there are weight and bias.</param>
/// <param name="TrackRunningStats">Whether there are running statistics.</param>
public abstract record InstanceNorm(double Epsilon, double Momentum, bool Affine, bool TrackRunningStats) : LayerSpec
{
    /// <summary>Channels.</summary>
    public required int Features { get; init; }

    /// <summary>Axes after the channels.</summary>
    [JsonIgnore]
    public abstract int Axes { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters => ChannelParameters(Features, Affine, TrackRunningStats);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequirePositive(Features, "features");
        RequireBetween(Epsilon, 1e-12, 1, "epsilon");
        RequireBetween(Momentum, 0, 1, "momentum");
        RequireForm(input, Axes);
        return input[0] != Features ? throw Impossible($"takes {Features} channels, but gets {Text(input)}")
            : input.Skip(1).All(size => size == 1) ? throw Impossible($"gets {Text(input)}; one value of a channel has no variance")
            : input;
    }
}

/// <summary>Instance normalization of [features, length]. See <see cref="InstanceNorm"/>.</summary>
/// <inheritdoc cref="InstanceNorm"/>
public sealed record InstanceNorm1d(double Epsilon = 1e-5, double Momentum = 0.1, bool Affine = false, bool TrackRunningStats = false) : InstanceNorm(Epsilon, Momentum, Affine, TrackRunningStats)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 1;
}

/// <summary>Instance normalization of pictures [features, height, width]. See <see cref="InstanceNorm"/>.</summary>
/// <inheritdoc cref="InstanceNorm"/>
public sealed record InstanceNorm2d(double Epsilon = 1e-5, double Momentum = 0.1, bool Affine = false, bool TrackRunningStats = false) : InstanceNorm(Epsilon, Momentum, Affine, TrackRunningStats)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 2;
}

/// <summary>Instance normalization of volumes [features, depth, height, width]. See <see cref="InstanceNorm"/>.</summary>
/// <inheritdoc cref="InstanceNorm"/>
public sealed record InstanceNorm3d(double Epsilon = 1e-5, double Momentum = 0.1, bool Affine = false, bool TrackRunningStats = false) : InstanceNorm(Epsilon, Momentum, Affine, TrackRunningStats)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int Axes => 3;
}
