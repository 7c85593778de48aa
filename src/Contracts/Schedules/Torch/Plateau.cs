using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Schedules;

/// <summary>The rate times <see cref="Factor"/> after more than <see cref="Patience"/> epochs in a row without improvement.</summary>
/// <remarks>Source: PyTorch's <c>ReduceLROnPlateau</c>, stepped at the end of each epoch. A fold over what was measured, so there is no state to save.</remarks>
public sealed record Plateau : Schedule
{
    /// <summary>Rate at step 0.</summary>
    public required double Initial { get; init; }

    /// <summary>What is watched.</summary>
    public required Monitored Monitor { get; init; }

    /// <summary>Whether lower or higher is better.</summary>
    public required PlateauMode Mode { get; init; }

    /// <summary>The rate is multiplied by this.</summary>
    public required double Factor { get; init; }

    /// <summary>Epochs without improvement that are borne.</summary>
    public required long Patience { get; init; }

    /// <summary>The least change that counts as improvement.</summary>
    public required double Threshold { get; init; }

    /// <summary>Whether the threshold is a share of the best value or a difference.</summary>
    public required ThresholdMode ThresholdMode { get; init; }

    /// <summary>Epochs after a reduction in which none is counted.</summary>
    public required long Cooldown { get; init; }

    /// <summary>The rate never falls below this.</summary>
    public required double MinRate { get; init; }

    /// <summary>A reduction that is not greater than this is left out.</summary>
    public required double Epsilon { get; init; }

    /// <inheritdoc/>
    protected override bool ReadsMeasurements => true;

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var rate = Initial;
        var best = Mode == PlateauMode.Min ? double.PositiveInfinity : double.NegativeInfinity;
        var (bad, cooling) = (0L, 0L);
        for (var i = 0; i < measured.Count && measured[i].Step <= step; i++)
        {
            var current = measured[i].Of(Monitor);
            if (IsBetter(current, best))
            {
                best = current;
                bad = 0;
            }
            else
            {
                bad++;
            }

            if (cooling > 0)
            {
                cooling--;
                bad = 0;
            }

            if (bad > Patience)
            {
                var reduced = Math.Max(rate * Factor, MinRate);
                rate = rate - reduced > Epsilon ? reduced : rate;
                cooling = Cooldown;
                bad = 0;
            }
        }

        return new(rate);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequirePositive(Initial, "initial");
        RequireReduction(Factor, "factor");
        RequireAtLeast(Patience, 0, "patience");
        RequireNotNegative(Threshold, "threshold");
        RequireAtLeast(Cooldown, 0, "cooldown");
        RequireNotNegative(MinRate, "min-rate");
        RequireNotNegative(Epsilon, "epsilon");
    }

    private bool IsBetter(double current, double best) => (Mode, ThresholdMode) switch
    {
        (PlateauMode.Min, ThresholdMode.Rel) => current < best * (1 - Threshold),
        (PlateauMode.Min, _) => current < best - Threshold,
        (_, ThresholdMode.Rel) => current > best * (Threshold + 1),
        _ => current > best + Threshold,
    };
}

/// <summary>What a threshold of improvement is measured in.</summary>
public enum ThresholdMode
{
    /// <summary>A share of the best value.</summary>
    Rel,

    /// <summary>A difference from it.</summary>
    Abs,
}
