namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = initial · gamma^k, k the milestones that are not beyond n.</summary>
/// <remarks>Source: <c>MultiStepLR</c>. A milestone that is named twice counts twice; their order does not matter.</remarks>
public sealed record MultiStepDecay : Scaled
{
    /// <summary>Calls at which the rate decays.</summary>
    public required IReadOnlyList<long> Milestones { get; init; }

    /// <summary>Factor of a decay.</summary>
    public required double Gamma { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireGiven(Milestones, "milestones");
        base.Validate();
        foreach (var milestone in Milestones)
        {
            RequireAtLeast(milestone, 0, "milestones");
        }

        RequireNotNegative(Gamma, "gamma");
    }

    /// <inheritdoc/>
    public bool Equals(MultiStepDecay? other) => base.Equals(other) && Milestones.SequenceEqual(other.Milestones) && Gamma == other.Gamma;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Milestones.Count, Gamma);

    /// <inheritdoc/>
    protected override double FactorAfter(long calls)
    {
        var passed = 0;
        foreach (var milestone in Milestones)
        {
            passed += milestone <= calls ? 1 : 0;
        }

        return Math.Pow(Gamma, passed);
    }
}
