namespace Toolchain.Contracts.Schedules;

/// <summary>rate(step) = initial / (1 + decayRate · p) with p = step / decaySteps, rounded down when it goes by stairs.</summary>
/// <remarks>Source: <c>keras.optimizers.schedules.InverseTimeDecay</c>, in float32.</remarks>
public sealed record InverseTimeDecay : Schedule
{
    /// <summary>Rate at step 0.</summary>
    public required float Initial { get; init; }

    /// <summary>How strongly it falls.</summary>
    public required float DecayRate { get; init; }

    /// <summary>Steps of a unit of time.</summary>
    public required long DecaySteps { get; init; }

    /// <summary>Whether the rate falls by stairs instead of smoothly.</summary>
    public required bool Staircase { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var time = (float)step / DecaySteps;
        return Float32(Initial / (1 + (DecayRate * (Staircase ? MathF.Floor(time) : time))));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(Initial, "initial");
        RequireNotNegative(DecayRate, "decay-rate");
        RequireAtLeast(DecaySteps, 1, "decay-steps");
    }
}
