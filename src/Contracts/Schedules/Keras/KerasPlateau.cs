using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Schedules;

/// <summary>The rate times <see cref="Factor"/> after <see cref="Patience"/> epochs in a row without improvement.</summary>
/// <remarks>Source: <c>keras.callbacks.ReduceLROnPlateau</c>, which keeps the rate in float32. A fold over what was measured, so there is no state to save.</remarks>
public sealed record KerasPlateau : Schedule
{
    /// <summary>Rate at step 0.</summary>
    public required float Initial { get; init; }

    /// <summary>What is watched.</summary>
    public required Monitored Monitor { get; init; }

    /// <summary>Whether lower or higher is better.</summary>
    public required PlateauMode Mode { get; init; }

    /// <summary>The rate is multiplied by this.</summary>
    public required double Factor { get; init; }

    /// <summary>Epochs without improvement that end in a reduction.</summary>
    public required long Patience { get; init; }

    /// <summary>The least change that counts as improvement.</summary>
    public required double MinDelta { get; init; }

    /// <summary>Epochs after a reduction in which none is counted.</summary>
    public required long Cooldown { get; init; }

    /// <summary>The rate never falls below this.</summary>
    public required double MinRate { get; init; }

    /// <inheritdoc/>
    protected override bool ReadsMeasurements => true;

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured)
    {
        var rate = Initial;
        var best = Mode == PlateauMode.Min ? double.PositiveInfinity : double.NegativeInfinity;
        var (waited, cooling) = (0L, 0L);
        for (var i = 0; i < measured.Count && measured[i].Step <= step; i++)
        {
            var current = measured[i].Of(Monitor);
            if (cooling > 0)
            {
                cooling--;
                waited = 0;
            }

            if (Mode == PlateauMode.Min ? current < best - MinDelta : current > best + MinDelta)
            {
                best = current;
                waited = 0;
            }
            else if (cooling == 0 && ++waited >= Patience && rate > (float)MinRate)
            {
                rate = (float)Math.Max(rate * Factor, MinRate);
                cooling = Cooldown;
                waited = 0;
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
        RequireNotNegative(MinDelta, "min-delta");
        RequireAtLeast(Cooldown, 0, "cooldown");
        RequireNotNegative(MinRate, "min-rate");
    }
}

/// <summary>Which way a watched figure should go.</summary>
public enum PlateauMode
{
    /// <summary>Lower is better.</summary>
    Min,

    /// <summary>Higher is better.</summary>
    Max,
}
