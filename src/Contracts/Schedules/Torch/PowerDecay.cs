namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = initial · (1 − n / steps)^power, and 0 from steps on.</summary>
/// <remarks>Source: <c>PolynomialLR</c>.</remarks>
public sealed record PowerDecay : Scaled
{
    /// <summary>Calls until the rate is 0.</summary>
    public required long Steps { get; init; }

    /// <summary>1: a straight line; above: steeper at first.</summary>
    public required double Power { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireAtLeast(Steps, 1, "steps");
        RequireNotNegative(Power, "power");
    }

    /// <inheritdoc/>
    protected override double FactorAfter(long calls) => Math.Pow(1 - ((double)Math.Min(Steps, calls) / Steps), Power);
}
