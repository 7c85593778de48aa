using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Networks;

/// <summary>In training puts out values at random; else passes on what it gets.</summary>
/// <param name="Rate">Probability that a value is put out.</param>
public abstract record RandomZeros(double Rate) : LayerSpec
{
    /// <summary>Axes after the channels whose values share one fate; null: each value has its own.</summary>
    [JsonIgnore]
    public virtual int? SharedAxes => null;

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (SharedAxes is { } axes)
        {
            RequireForm(input, axes);
        }

        return Rate is >= 0 and < 1 ? input : throw Impossible($"has rate {Rate}; it must be at least 0 and below 1");
    }
}

/// <summary>Each value on its own becomes 0, and the others grow by 1 / (1 − rate) (Srivastava et al., 2014).</summary>
/// <param name="Rate">Probability of a zero.</param>
public sealed record Dropout(double Rate = 0.5) : RandomZeros(Rate);

/// <summary>As <see cref="Dropout"/>, of whole channels of [channels, length].</summary>
/// <param name="Rate">Probability of a channel of zeros.</param>
public sealed record Dropout1d(double Rate = 0.5) : RandomZeros(Rate)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int? SharedAxes => 1;
}

/// <summary>As <see cref="Dropout"/>, of whole channels of pictures [channels, height, width].</summary>
/// <param name="Rate">Probability of a channel of zeros.</param>
public sealed record Dropout2d(double Rate = 0.5) : RandomZeros(Rate)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int? SharedAxes => 2;
}

/// <summary>As <see cref="Dropout"/>, of whole channels of volumes [channels, depth, height, width].</summary>
/// <param name="Rate">Probability of a channel of zeros.</param>
public sealed record Dropout3d(double Rate = 0.5) : RandomZeros(Rate)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override int? SharedAxes => 3;
}

/// <summary>Values become SELU's value far below 0, −1.758…, and all are scaled so that mean 0 and variance 1 stay (Klambauer et al., 2017).</summary>
/// <param name="Rate">Probability that a value is put out.</param>
public sealed record AlphaDropout(double Rate = 0.5) : RandomZeros(Rate);

/// <summary>As <see cref="AlphaDropout"/>, of whole channels of [channels, …].</summary>
/// <param name="Rate">Probability that a channel is put out.</param>
public sealed record FeatureAlphaDropout(double Rate = 0.5) : RandomZeros(Rate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Count >= 2 ? base.OutputShape(input) : throw Impossible($"takes channels with at least one axis after them, but gets {Text(input)}");
    }
}
