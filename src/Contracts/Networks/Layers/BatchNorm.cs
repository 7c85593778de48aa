using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, 2015): y = (x − mean) / √(variance + epsilon) · weight + bias for each channel. Training takes mean and
/// variance from the batch and moves the running ones towards them, running ← (1 − momentum) · running + momentum · batch (the variance unbiased);
/// evaluation and the exported model take the running ones. Source: <c>torch.nn.BatchNorm2d</c>.
/// </summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Share of a batch in the running statistics; Keras writes 1 minus it.</param>
public abstract record BatchNorm(double Epsilon, double Momentum) : LayerSpec
{
    /// <summary>Channels.</summary>
    public required int Features { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ParameterSpec> Parameters =>
    [
        new($"{Name}.weight", [Features], new Ones()),
        new($"{Name}.bias", [Features], new Zeros()),
        new($"{Name}.running_mean", [Features], new Zeros(), HasGradient: false),
        new($"{Name}.running_var", [Features], new Ones(), HasGradient: false),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        RequirePositive(Features, "features");
        RequireBetween(Epsilon, 1e-12, 1, "epsilon");
        RequireBetween(Momentum, 0, 1, "momentum");
        return Takes(input) && input[0] == Features ? input : throw Impossible($"takes {Features} channels{Form}, but gets {Text(input)}");
    }

    /// <summary>The form of its input, for messages.</summary>
    private protected abstract string Form { get; }

    /// <summary>Whether the input has that form.</summary>
    private protected abstract bool Takes(IReadOnlyList<int> input);
}

/// <summary>Batch normalization of rows: [features], or [features, length].</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Share of a batch in the running statistics.</param>
public sealed record BatchNorm1d(double Epsilon = 1e-5, double Momentum = 0.1) : BatchNorm(Epsilon, Momentum)
{
    private protected override string Form => " as [features] or [features, length]";

    private protected override bool Takes(IReadOnlyList<int> input) => input.Count is 1 or 2;
}

/// <summary>Batch normalization of pictures: [features, height, width].</summary>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">Share of a batch in the running statistics.</param>
public sealed record BatchNorm2d(double Epsilon = 1e-5, double Momentum = 0.1) : BatchNorm(Epsilon, Momentum)
{
    private protected override string Form => " as [features, height, width]";

    private protected override bool Takes(IReadOnlyList<int> input) => input.Count == 3;
}
