namespace Toolchain.Contracts.Schedules;

/// <summary>Schedules one after the other, each counting its steps from where it begins.</summary>
/// <remarks>
/// Source: PyTorch's <c>SequentialLR</c>. Each part has its own initial rate, and its own momentum where it moves one; what was measured before a part began does
/// not count for it.
/// </remarks>
public sealed record Sequence : Schedule
{
    /// <summary>The parts.</summary>
    public required IReadOnlyList<Schedule> Schedules { get; init; }

    /// <summary>The updates at which the second and each later part begins, rising.</summary>
    public required IReadOnlyList<long> Milestones { get; init; }

    /// <inheritdoc/>
    protected override bool NamesMomentum => Schedules.Any(schedule => schedule.MovesMomentum);

    /// <inheritdoc/>
    protected override bool ReadsMeasurements => Schedules.Any(schedule => schedule.WaitsForMeasurements);

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var part = 0;
        while (part < Milestones.Count && step >= Milestones[part])
        {
            part++;
        }

        return Later.PaceOf(Schedules[part], part == 0 ? 0 : Milestones[part - 1], step, measured);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireGiven(Schedules, "schedules");
        RequireGiven(Milestones, "milestones");
        if (Schedules.Count == 0 || Milestones.Count != Schedules.Count - 1)
        {
            throw new FormatException($"milestones are {Milestones.Count} and schedules {Schedules.Count}; there must be at least one schedule, and one milestone fewer than schedules");
        }

        RequireRising(Milestones, 1, "milestones");
        foreach (var schedule in Schedules)
        {
            schedule.Validate();
        }
    }

    /// <inheritdoc/>
    public bool Equals(Sequence? other) => other is not null && Schedules.SequenceEqual(other.Schedules) && Milestones.SequenceEqual(other.Milestones);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schedules.Count, Schedules[0]);
}
