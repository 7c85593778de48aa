namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = initial · factor while n is below steps, then initial.</summary>
/// <remarks>Source: <c>ConstantLR</c>. With no steps at all its recursion never leaves the factor and its closed form never takes it: as the closed form says.</remarks>
public sealed record ConstantFactor : Scaled
{
    /// <summary>The factor.</summary>
    public required double Factor { get; init; }

    /// <summary>Calls that it lasts.</summary>
    public required long Steps { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireBetween(Factor, 0, 1, "factor");
        RequireAtLeast(Steps, 0, "steps");
    }

    /// <inheritdoc/>
    protected override double FactorAfter(long calls) => calls >= Steps ? 1 : Factor;
}
