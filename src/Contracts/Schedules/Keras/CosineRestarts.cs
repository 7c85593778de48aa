namespace Toolchain.Contracts.Schedules;

/// <summary>Half cosines one after the other, each longer by <see cref="TMul"/> and lower by <see cref="MMul"/> than the one before it.</summary>
/// <remarks>Source: <c>keras.optimizers.schedules.CosineDecayRestarts</c>, in float32, which finds the cosine that a step lies in by a logarithm (Loshchilov and Hutter, 2017).</remarks>
public sealed record CosineRestarts : Schedule
{
    private const float LargestTMul = 1e6f; // beyond it, float32 has no room for the lengths

    /// <summary>Rate at step 0.</summary>
    public required float Initial { get; init; }

    /// <summary>Steps of the first cosine.</summary>
    public required long FirstSteps { get; init; }

    /// <summary>Each cosine is this many times as long as the one before.</summary>
    public required float TMul { get; init; }

    /// <summary>Each cosine starts at this many times the rate of the one before.</summary>
    public required float MMul { get; init; }

    /// <summary>The lowest rate, as a share of <see cref="Initial"/>.</summary>
    public required float Alpha { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var done = step / (float)FirstSteps; // in first cosines
        float restarts;
        if (TMul == 1)
        {
            restarts = MathF.Floor(done);
            done -= restarts;
        }
        else
        {
            restarts = MathF.Floor(SinglePrecision.Log(1 - (done * (1 - TMul))) / SinglePrecision.Log(TMul));
            var length = SinglePrecision.Pow(TMul, restarts);
            done = (done - ((1 - length) / (1 - TMul))) / length;
        }

        var cosine = 0.5f * MathF.Min(SinglePrecision.Pow(MMul, restarts), float.MaxValue) * (1 + SinglePrecision.Cos(MathF.PI * done));
        return Float32(Initial * (((1 - Alpha) * cosine) + Alpha));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(Initial, "initial");
        RequireAtLeast(FirstSteps, 1, "first-steps");
        RequireBetween(TMul, 1, LargestTMul, "t-mul");
        RequirePositive(MMul, "m-mul");
        RequireBetween(Alpha, 0, 1, "alpha");
    }
}
