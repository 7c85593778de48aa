namespace Toolchain.Contracts.Schedules;

/// <summary>rate(n) = end + (initial − end) · (1 + cos(π · n / steps)) / 2: down in steps calls, and up again in as many.</summary>
/// <remarks>Source: <c>CosineAnnealingLR</c> (Loshchilov and Hutter, 2017). The cosine is taken within its period, so that it stays exact however far the step.</remarks>
public sealed record CosineAnnealing : FromInitialRate
{
    /// <summary>Calls from the highest rate to the lowest.</summary>
    public required long Steps { get; init; }

    /// <summary>The lowest rate.</summary>
    public required double End { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireAtLeast(Steps, 1, "steps");
        RequireNotNegative(End, "end");
    }

    /// <inheritdoc/>
    protected override Pace After(long calls) => new(Anneal(Initial, End, calls % (2 * Steps), Steps));

    /// <summary>Half a cosine from <paramref name="from"/> at 0 to <paramref name="to"/> at <paramref name="whole"/>.</summary>
    internal static double Anneal(double from, double to, double done, double whole) =>
        to + ((from - to) * (1 + Math.Cos(Math.PI * done / whole)) / 2);
}
