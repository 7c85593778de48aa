namespace Toolchain.Contracts.Schedules;

/// <summary>rate(step) = (initial − end) · (1 − step / decaySteps)^power + end, held at the end, or begun again over ever longer spans when it cycles.</summary>
/// <remarks>
/// Source: <c>keras.optimizers.schedules.PolynomialDecay</c>, in float32. A cycling one decays over the first multiple of decaySteps that is not below the step.
/// Where float32 can no longer tell that multiple from the step and Keras gives no number or one below 0, this gives the end.
/// </remarks>
public sealed record PolynomialDecay : Schedule
{
    /// <summary>Rate at step 0.</summary>
    public required float Initial { get; init; }

    /// <summary>Steps to the end.</summary>
    public required long DecaySteps { get; init; }

    /// <summary>Rate at the end.</summary>
    public required float End { get; init; }

    /// <summary>1: a straight line; above: steeper at first.</summary>
    public required float Power { get; init; }

    /// <summary>Whether it begins again.</summary>
    public required bool Cycle { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var done = (float)step;
        var span = (float)DecaySteps;
        if (Cycle)
        {
            span *= done == 0 ? 1 : MathF.Ceiling(done / span);
        }
        else
        {
            done = MathF.Min(done, span);
        }

        var rate = ((Initial - End) * SinglePrecision.Pow(1 - (done / span), Power)) + End;
        return Float32(rate >= 0 ? rate : End);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireNotNegative(Initial, "initial");
        RequireAtLeast(DecaySteps, 1, "decay-steps");
        RequireNotNegative(End, "end");
        RequireNotNegative(Power, "power");
    }
}
