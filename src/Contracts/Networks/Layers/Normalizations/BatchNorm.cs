using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, 2015): y = (x − mean) / √(variance + epsilon) · weight + bias for each channel. Training takes mean and
/// variance from the batch and moves the running ones towards them, running ← (1 − momentum) · running + momentum · batch (the variance unbiased);
/// evaluation and the exported model take the running ones. Source: <c>torch.nn.BatchNorm2d</c>.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Share of a batch in the running statistics; Keras writes 1 minus it.</param>
/// <param name="Affine">Whether there are weight and bias; absent: there are.</param>
/// <param name="TrackRunningStats">Whether there are running statistics, as there must be: the batch's own would let the answer to a sample depend on its neighbours.</param>
public abstract record BatchNorm(double Epsilon, double Momentum, bool? Affine, bool? TrackRunningStats) : LayerSpec
{
    /// <summary>Channels.</summary>
    public required int Features { get; init; }

    /// <summary>Whether there are weight and bias.</summary>
    [JsonIgnore]
    public bool HasWeights => Affine ?? true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters => ChannelParameters(Features, HasWeights, statistics: true);

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequirePositive(Features, "features");
        RequireBetween(Epsilon, 1e-12, 1, "epsilon");
        RequireBetween(Momentum, 0, 1, "momentum");
        if (TrackRunningStats == false)
        {
            throw Impossible("keeps no running statistics, so that it would take the batch's own after training too and the answer to a sample would depend on its neighbours; leave 'trackRunningStats' away");
        }

        return Takes(input) && input[0] == Features ? input : throw Impossible($"takes {Features} channels{Form}, but gets {Text(input)}");
    }

    /// <summary>The form of its input, for messages.</summary>
    private protected abstract string Form { get; }

    /// <summary>Whether the input has that form.</summary>
    private protected abstract bool Takes(IReadOnlyList<int> input);
}

/// <summary>Batch normalization of rows: [features], or [features, length]. See <see cref="BatchNorm"/>.</summary>
/// <inheritdoc cref="BatchNorm"/>
public sealed record BatchNorm1d(double Epsilon = 1e-5, double Momentum = 0.1, bool? Affine = null, bool? TrackRunningStats = null) : BatchNorm(Epsilon, Momentum, Affine, TrackRunningStats)
{
    private protected override string Form => " as [features] or [features, length]";

    private protected override bool Takes(IReadOnlyList<int> input) => input.Count is 1 or 2;
}

/// <summary>Batch normalization of pictures: [features, height, width]. See <see cref="BatchNorm"/>.</summary>
/// <inheritdoc cref="BatchNorm"/>
public sealed record BatchNorm2d(double Epsilon = 1e-5, double Momentum = 0.1, bool? Affine = null, bool? TrackRunningStats = null) : BatchNorm(Epsilon, Momentum, Affine, TrackRunningStats)
{
    private protected override string Form => " as [features, height, width]";

    private protected override bool Takes(IReadOnlyList<int> input) => input.Count == 3;
}

/// <summary>Batch normalization of volumes: [features, depth, height, width]. See <see cref="BatchNorm"/>.</summary>
/// <inheritdoc cref="BatchNorm"/>
public sealed record BatchNorm3d(double Epsilon = 1e-5, double Momentum = 0.1, bool? Affine = null, bool? TrackRunningStats = null) : BatchNorm(Epsilon, Momentum, Affine, TrackRunningStats)
{
    private protected override string Form => " as [features, depth, height, width]";

    private protected override bool Takes(IReadOnlyList<int> input) => input.Count == 4;
}
