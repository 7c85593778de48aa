namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = initial · f, f going in a straight line from startFactor to endFactor over steps, and staying there.</summary>
/// <remarks>Source: <c>LinearLR</c>.</remarks>
public sealed record LinearFactor : Scaled
{
    /// <summary>Factor at first.</summary>
    public required double StartFactor { get; init; }

    /// <summary>Factor in the end.</summary>
    public required double EndFactor { get; init; }

    /// <summary>Calls from the one to the other.</summary>
    public required long Steps { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequirePositive(StartFactor, "start-factor");
        RequireBetween(StartFactor, 0, 1, "start-factor");
        RequireBetween(EndFactor, 0, 1, "end-factor");
        RequireAtLeast(Steps, 1, "steps");
    }

    /// <inheritdoc/>
    protected override double FactorAfter(long calls) => StartFactor + ((EndFactor - StartFactor) * Math.Min(Steps, calls) / Steps);
}
