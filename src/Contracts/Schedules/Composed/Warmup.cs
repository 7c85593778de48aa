namespace Toolchain.Contracts.Schedules;

/// <summary>A straight climb to the first rate of another schedule, which begins where the climb ends.</summary>
/// <remarks>rate(step) = start + (first − start) · step / steps (Goyal et al., 2017). Momentum, where the schedule moves it, stands at its first value meanwhile.</remarks>
public sealed record Warmup : Schedule
{
    /// <summary>Updates of the climb.</summary>
    public required long Steps { get; init; }

    /// <summary>Rate of the first update.</summary>
    public required double Start { get; init; }

    /// <summary>What comes after it.</summary>
    public required Schedule Schedule { get; init; }

    /// <inheritdoc/>
    protected override bool NamesMomentum => Schedule.MovesMomentum;

    /// <inheritdoc/>
    protected override bool ReadsMeasurements => Schedule.WaitsForMeasurements;

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        if (step >= Steps)
        {
            return Later.PaceOf(Schedule, Steps, step, measured);
        }

        var first = Schedule.At(0, []);
        return first with { Rate = Start + ((first.Rate - Start) * ((double)step / Steps)) };
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Schedule is null)
        {
            throw new FormatException("schedule is null");
        }

        RequireAtLeast(Steps, 1, "steps");
        RequireNotNegative(Start, "start");
        Schedule.Validate();
    }
}
