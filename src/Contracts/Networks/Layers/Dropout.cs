namespace Toolchain.Contracts.Networks;

/// <summary>In training sets values to 0 at random and enlarges the others by 1 / (1 − rate); else passes on what it gets (Srivastava et al., 2014).</summary>
/// <param name="Rate">Probability of a zero.</param>
public abstract record RandomZeros(double Rate) : LayerSpec
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input) =>
        Rate is >= 0 and < 1 ? input : throw Impossible($"has rate {Rate}; it must be at least 0 and below 1");
}

/// <summary>Each value on its own.</summary>
/// <param name="Rate">Probability of a zero.</param>
public sealed record Dropout(double Rate = 0.5) : RandomZeros(Rate);

/// <summary>Whole channels of pictures [channels, height, width].</summary>
/// <param name="Rate">Probability of a channel of zeros.</param>
public sealed record Dropout2d(double Rate = 0.5) : RandomZeros(Rate)
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> OutputShape(IReadOnlyList<int> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Count == 3 ? base.OutputShape(input) : throw Impossible($"takes pictures [channels, height, width], but gets {Text(input)}");
    }
}
