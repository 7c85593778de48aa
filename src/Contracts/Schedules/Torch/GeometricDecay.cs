namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = initial · gamma^n.</summary>
/// <remarks>Source: <c>ExponentialLR</c>.</remarks>
public sealed record GeometricDecay : Scaled
{
    /// <summary>Factor of a call.</summary>
    public required double Gamma { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireNotNegative(Gamma, "gamma");
    }

    /// <inheritdoc/>
    protected override double FactorAfter(long calls) => Math.Pow(Gamma, calls);
}
