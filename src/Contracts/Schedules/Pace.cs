using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Schedules;

/// <summary>What a schedule says of one update.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Momentum">Momentum (Adam: beta1), where the schedule moves it.</param>
public readonly record struct Pace(double Rate, double? Momentum = null);

/// <summary>What was measured at the end of an epoch: what schedules that wait for a plateau go by.</summary>
/// <param name="Step">Updates done by then.</param>
/// <param name="Loss">Mean cross-entropy of the epoch's training samples.</param>
/// <param name="ValLoss">Mean cross-entropy on the validation samples.</param>
/// <param name="ValAccuracy">Share of correct answers on them.</param>
public sealed record Measured(long Step, double Loss, double ValLoss, double ValAccuracy)
{
    /// <summary>The figure that is watched.</summary>
    public double Of(Monitored monitor) => monitor switch
    {
        Monitored.Loss => Loss,
        Monitored.ValAccuracy => ValAccuracy,
        _ => ValLoss,
    };
}
