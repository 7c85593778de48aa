namespace Toolchain.Contracts.Schedules;

/// <summary>rate(step) = initial · decayRate^p with p = step / decaySteps, rounded down when it goes by stairs.</summary>
/// <remarks>
/// Source: <c>keras.optimizers.schedules.ExponentialDecay</c>, which computes in float32: quotient, power and product are each rounded once.
/// </remarks>
public sealed record ExponentialDecay : Schedule
{
    /// <summary>Rate at step 0.</summary>
    public required float Initial { get; init; }

    /// <summary>Factor gained over <see cref="DecaySteps"/> steps.</summary>
    public required float DecayRate { get; init; }

    /// <summary>Steps from one power of <see cref="DecayRate"/> to the next.</summary>
    public required long DecaySteps { get; init; }

    /// <summary>Whether the rate falls by stairs instead of smoothly.</summary>
    public required bool Staircase { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var exponent = (float)step / DecaySteps;
        return Float32(Initial * SinglePrecision.Pow(DecayRate, Staircase ? MathF.Floor(exponent) : exponent));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(Initial, "initial");
        RequirePositive(DecayRate, "decay-rate");
        RequireAtLeast(DecaySteps, 1, "decay-steps");
    }
}
