namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = initial · gamma^⌊n / stepSize⌋.</summary>
/// <remarks>Source: <c>StepLR</c>.</remarks>
public sealed record StepDecay : Scaled
{
    /// <summary>Calls from one decay to the next.</summary>
    public required long StepSize { get; init; }

    /// <summary>Factor of a decay.</summary>
    public required double Gamma { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireAtLeast(StepSize, 1, "step-size");
        RequireNotNegative(Gamma, "gamma");
    }

    /// <inheritdoc/>
    protected override double FactorAfter(long calls) => Math.Pow(Gamma, calls / StepSize);
}
