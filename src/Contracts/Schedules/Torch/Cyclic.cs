using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Schedules;

/// <summary>The rate climbs in a straight line from base to peak over stepsUp and falls back over stepsDown, again and again.</summary>
/// <remarks>Source: <c>CyclicLR</c> (Smith, 2017). The place within a cycle is taken in whole numbers, so that it stays exact however far the step.</remarks>
public sealed record Cyclic : MomentumCycle
{
    /// <summary>The lowest rate.</summary>
    [JsonPropertyOrder(-1)]
    public required double Base { get; init; }

    /// <summary>The highest rate.</summary>
    [JsonPropertyOrder(-1)]
    public required double Peak { get; init; }

    /// <summary>Calls up.</summary>
    [JsonPropertyOrder(-1)]
    public required long StepsUp { get; init; }

    /// <summary>Calls down.</summary>
    [JsonPropertyOrder(-1)]
    public required long StepsDown { get; init; }

    /// <summary>How the height of the cycles changes.</summary>
    [JsonPropertyOrder(-1)]
    public required CyclicMode Mode { get; init; }

    /// <summary>For <see cref="CyclicMode.ExpRange"/>: factor of the height, each call.</summary>
    [JsonPropertyOrder(-1)]
    public required double Gamma { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireNotNegative(Base, "base");
        RequireNotNegative(Peak, "peak");
        RequireAtLeast(StepsUp, 1, "steps-up");
        RequireAtLeast(StepsDown, 0, "steps-down");
        RequireNotNegative(Gamma, "gamma");
        if (Mode == CyclicMode.ExpRange && (CycleMomentum || Peak < Base))
        {
            RequireBetween(Gamma, 0, 1, "gamma"); // or the momentum, or the rate, would leave its range
        }
    }

    /// <inheritdoc/>
    protected override Pace After(long calls)
    {
        var length = StepsUp + StepsDown;
        var (cycle, place) = Math.DivRem(calls, length);
        var height = place <= StepsUp ? (double)place / StepsUp : (double)(length - place) / StepsDown;
        height *= Mode switch
        {
            CyclicMode.Triangular2 => Math.Pow(2, -cycle),
            CyclicMode.ExpRange => Finite(Math.Pow(Gamma, calls)),
            _ => 1,
        };
        return new(Finite(Base + ((Peak - Base) * height)), CycleMomentum ? MaxMomentum - ((MaxMomentum - BaseMomentum) * height) : null);
    }
}

/// <summary>How the height of cycles changes.</summary>
public enum CyclicMode
{
    /// <summary>Not at all.</summary>
    Triangular,

    /// <summary>It halves after each cycle.</summary>
    Triangular2,

    /// <summary>It is multiplied by gamma at each call.</summary>
    ExpRange,
}
