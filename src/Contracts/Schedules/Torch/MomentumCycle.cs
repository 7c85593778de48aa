namespace Toolchain.Contracts.Schedules;

/// <summary>A schedule that can move the momentum against the rate: lowest where the rate is highest.</summary>
/// <remarks>For Adam the momentum is beta1.</remarks>
public abstract record MomentumCycle : TorchSchedule
{
    /// <summary>Whether the momentum moves.</summary>
    public required bool CycleMomentum { get; init; }

    /// <summary>Momentum at the highest rate.</summary>
    public required double BaseMomentum { get; init; }

    /// <summary>Momentum at the lowest rate.</summary>
    public required double MaxMomentum { get; init; }

    /// <inheritdoc/>
    protected override bool NamesMomentum => CycleMomentum;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireMomentum(BaseMomentum, "base-momentum");
        RequireMomentum(MaxMomentum, "max-momentum");
    }
}
