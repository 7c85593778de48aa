namespace Toolchain.Contracts.Schedules;

/// <summary>Half cosines from initial to end one after the other, each <see cref="Growth"/> times as long as the one before.</summary>
/// <remarks>Source: <c>CosineAnnealingWarmRestarts</c> (Loshchilov and Hutter, 2017).</remarks>
public sealed record WarmRestarts : FromInitialRate
{
    /// <summary>Calls of the first half cosine.</summary>
    public required long FirstSteps { get; init; }

    /// <summary>Each is this many times as long as the one before.</summary>
    public required long Growth { get; init; }

    /// <summary>The lowest rate, which the next restart comes just before.</summary>
    public required double End { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireAtLeast(FirstSteps, 1, "first-steps");
        RequireAtLeast(Growth, 1, "growth");
        RequireNotNegative(End, "end");
    }

    /// <inheritdoc/>
    protected override Pace After(long calls)
    {
        if (Growth == 1)
        {
            return new(CosineAnnealing.Anneal(Initial, End, calls % FirstSteps, FirstSteps));
        }

        Int128 length = FirstSteps;
        Int128 done = calls;
        while (done >= length)
        {
            done -= length;
            length *= Growth;
        }

        return new(CosineAnnealing.Anneal(Initial, End, (double)done, (double)length));
    }
}
