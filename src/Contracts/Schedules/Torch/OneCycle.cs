using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Schedules;

/// <summary>One climb from peak / divFactor to peak, then down to peak / divFactor / finalDivFactor: at once, or in three phases by way of the start.</summary>
/// <remarks>
/// Source: <c>OneCycleLR</c> (Smith and Topin, 2018; two phases after fastai). Its phases end at step rise · steps − 1, in three phases also at
/// 2 · rise · steps − 2, and at steps − 1; these need not be whole numbers. PyTorch refuses to go on after the last; here the rate stays at the end.
/// </remarks>
public sealed record OneCycle : MomentumCycle
{
    /// <summary>The highest rate.</summary>
    [JsonPropertyOrder(-1)]
    public required double Peak { get; init; }

    /// <summary>Calls of the whole.</summary>
    [JsonPropertyOrder(-1)]
    public required long Steps { get; init; }

    /// <summary>Share of the steps that the climb takes.</summary>
    [JsonPropertyOrder(-1)]
    public required double Rise { get; init; }

    /// <summary>The shape of climb and fall.</summary>
    [JsonPropertyOrder(-1)]
    public required AnnealShape Anneal { get; init; }

    /// <summary>The first rate is the peak divided by this.</summary>
    [JsonPropertyOrder(-1)]
    public required double DivFactor { get; init; }

    /// <summary>The last rate is the first divided by this.</summary>
    [JsonPropertyOrder(-1)]
    public required double FinalDivFactor { get; init; }

    /// <summary>Whether the rate falls to its start as it climbed, before it falls to its end.</summary>
    [JsonPropertyOrder(-1)]
    public required bool ThreePhase { get; init; }

    private double First => Peak / DivFactor;

    private double ClimbEnd => (Rise * Steps) - 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequirePositive(Peak, "peak");
        RequireAtLeast(Steps, 1, "steps");
        RequireBetween(Rise, 0, 1, "rise");
        RequirePositive(DivFactor, "div-factor");
        RequirePositive(FinalDivFactor, "final-div-factor");
        if (ClimbEnd == 0)
        {
            throw new FormatException(FormattableString.Invariant($"rise is {Rise}; of {Steps} steps that is a single one, and a climb must take none or more"));
        }

        if (!double.IsFinite(First) || !double.IsFinite(First / FinalDivFactor))
        {
            throw new FormatException(FormattableString.Invariant($"div-factor is {DivFactor}; the first and the last rate must be finite"));
        }
    }

    /// <inheritdoc/>
    protected override Pace After(long calls)
    {
        var step = Math.Min(calls, Steps - 1);
        var (first, last) = (First, First / FinalDivFactor);
        var climbEnd = ClimbEnd;
        if (step <= climbEnd)
        {
            return Between((first, MaxMomentum), (Peak, BaseMomentum), step / climbEnd);
        }

        var end = Steps - 1.0;
        if (!ThreePhase)
        {
            return Between((Peak, BaseMomentum), (last, MaxMomentum), (step - climbEnd) / (end - climbEnd));
        }

        var fallEnd = (2 * Rise * Steps) - 2;
        return step <= fallEnd
            ? Between((Peak, BaseMomentum), (first, MaxMomentum), (step - climbEnd) / (fallEnd - climbEnd))
            : Between((first, MaxMomentum), (last, MaxMomentum), (step - fallEnd) / (end - fallEnd));
    }

    private Pace Between((double Rate, double Momentum) from, (double Rate, double Momentum) to, double share)
    {
        double Interpolate(double a, double b) => Anneal == AnnealShape.Linear
            ? ((b - a) * share) + a
            : b + ((a - b) / 2 * (Math.Cos(Math.PI * share) + 1));
        return new(Math.Max(0, Interpolate(from.Rate, to.Rate)), CycleMomentum ? Interpolate(from.Momentum, to.Momentum) : null);
    }
}

/// <summary>The shape of a way from one rate to another.</summary>
public enum AnnealShape
{
    /// <summary>Half a cosine.</summary>
    Cos,

    /// <summary>A straight line.</summary>
    Linear,
}
