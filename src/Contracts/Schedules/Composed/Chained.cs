namespace Toolchain.Contracts.Schedules;

/// <summary>The initial rate times the factors of several schedules at once.</summary>
/// <remarks>Source: PyTorch's <c>ChainedScheduler</c>, for schedulers whose rate is the optimizer's own times a factor (<see cref="Scaled"/>).</remarks>
public sealed record Chained : Schedule
{
    /// <summary>The rate that the factors apply to, instead of the schedules' own.</summary>
    public required double Initial { get; init; }

    /// <summary>Where the factors come from.</summary>
    public required IReadOnlyList<Schedule> Schedules { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var rate = Initial;
        foreach (var schedule in Schedules)
        {
            rate = Finite(rate * ((Scaled)schedule).FactorAt(step));
        }

        return new(rate);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireGiven(Schedules, "schedules");
        RequirePositive(Initial, "initial");
        if (Schedules.Count == 0)
        {
            throw new FormatException("schedules are none; there must be at least one");
        }

        foreach (var schedule in Schedules)
        {
            if (schedule is not Scaled scaled)
            {
                throw new FormatException($"schedules hold a {schedule.GetType().Name}, whose rate is no factor of another; chain step, multi-step, constant-factor, linear, geometric and power, or put the others in a sequence");
            }

            if (scaled.Initial != Initial)
            {
                throw new FormatException(FormattableString.Invariant($"schedules hold the initial rate {scaled.Initial} beside {Initial}; there is one optimizer, so it must be the same"));
            }

            scaled.Validate();
        }
    }

    /// <inheritdoc/>
    public bool Equals(Chained? other) => other is not null && Initial == other.Initial && Schedules.SequenceEqual(other.Schedules);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Initial, Schedules.Count);
}
