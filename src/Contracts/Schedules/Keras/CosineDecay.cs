namespace Toolchain.Contracts.Schedules;

/// <summary>A straight climb, then half a cosine down: rate(s) = initial · ((1 − alpha) · (1 + cos(π · s / decay)) / 2 + alpha), s counted from the end of the climb.</summary>
/// <remarks>
/// Source: <c>keras.optimizers.schedules.CosineDecay</c>, in float32 (Loshchilov and Hutter, 2017). There, <c>initial_learning_rate</c> is where the climb starts as
/// soon as there is a <c>warmup_target</c>, and <c>decay_steps</c> come after the <c>warmup_steps</c>.
/// </remarks>
public sealed record CosineDecay : Schedule
{
    /// <summary>The rate that the climb leads to and the decay starts from.</summary>
    public required float Initial { get; init; }

    /// <summary>Steps to the end of the decay, those of the climb included.</summary>
    public required long Steps { get; init; }

    /// <summary>The rate at the end, as a share of <see cref="Initial"/>.</summary>
    public required double Alpha { get; init; }

    /// <summary>Steps of the climb; 0: none.</summary>
    public required long WarmupSteps { get; init; }

    /// <summary>Rate at step 0 of the climb.</summary>
    public required float WarmupStart { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var (climb, decay) = ((float)WarmupSteps, (float)(Steps - WarmupSteps));
        var done = MathF.Min(step, decay + climb);
        if (done < climb)
        {
            return Float32(((Initial - WarmupStart) * (done / climb)) + WarmupStart);
        }

        var cosine = 0.5f * (1 + SinglePrecision.Cos(MathF.PI * ((done - climb) / decay)));
        return Float32(Initial * (((float)(1 - Alpha) * cosine) + (float)Alpha));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireNotNegative(Initial, "initial");
        RequireBetween(Alpha, 0, 1, "alpha");
        RequireAtLeast(WarmupSteps, 0, "warmup-steps");
        RequireAtLeast(Steps, WarmupSteps + 1, "steps");
        RequireNotNegative(WarmupStart, "warmup-start");
    }
}
