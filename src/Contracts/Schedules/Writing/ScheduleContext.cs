namespace Toolchain.Contracts.Schedules;

/// <summary>What a plan knows when a schedule is written down by name: the defaults of its parameters.</summary>
/// <param name="InitialRate">The rate of <c>--rate</c>, or null when it was not given.</param>
/// <param name="StepsPerEpoch">Updates of an epoch.</param>
/// <param name="TotalSteps">Updates of the whole training: the default length of a schedule; null: those of the reference's 15 epochs.</param>
public sealed record ScheduleContext(double? InitialRate, long StepsPerEpoch, long? TotalSteps = null)
{
    private const long ReferenceEpochs = 15;

    /// <summary>Updates of the whole training.</summary>
    internal long Length => TotalSteps ?? (ReferenceEpochs * StepsPerEpoch);

    /// <summary>Updates from one call of a PyTorch scheduler's <c>step()</c> to the next, unless the schedule says.</summary>
    internal long Per { get; init; } = 1;

    /// <summary>The context of a schedule that begins within another.</summary>
    internal ScheduleContext Within(long length) => this with { TotalSteps = Math.Max(1, length) };
}
