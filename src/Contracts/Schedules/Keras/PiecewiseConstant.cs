namespace Toolchain.Contracts.Schedules;

/// <summary>values[i] up to and including step boundaries[i], the last value after all of them.</summary>
/// <remarks>Source: <c>keras.optimizers.schedules.PiecewiseConstantDecay</c>, in float32. Its boundaries belong to the earlier value.</remarks>
public sealed record PiecewiseConstant : Schedule
{
    /// <summary>The last step of each value but the last, rising.</summary>
    public required IReadOnlyList<long> Boundaries { get; init; }

    /// <summary>The rates, one more than <see cref="Boundaries"/>.</summary>
    public required IReadOnlyList<float> Values { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var passed = 0;
        while (passed < Boundaries.Count && step > Boundaries[passed])
        {
            passed++;
        }

        return new(Values[passed]);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireGiven(Boundaries, "boundaries");
        RequireGiven(Values, "values");
        if (Boundaries.Count == 0 || Values.Count != Boundaries.Count + 1)
        {
            throw new FormatException($"values has {Values.Count} numbers and boundaries {Boundaries.Count}; there must be at least one boundary, and one more value than boundaries");
        }

        RequireRising(Boundaries, 0, "boundaries");
        foreach (var value in Values)
        {
            RequireNotNegative(value, "values");
        }
    }

    /// <inheritdoc/>
    public bool Equals(PiecewiseConstant? other) => other is not null && Boundaries.SequenceEqual(other.Boundaries) && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Boundaries.Count, Boundaries[0], Values[0]);
}
