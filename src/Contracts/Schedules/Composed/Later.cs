using System.Collections;

namespace Toolchain.Contracts.Schedules;

/// <summary>What was measured, as a schedule sees it that began later: steps counted from its beginning, and nothing from before.</summary>
internal sealed class Later : IReadOnlyList<Measured>
{
    private readonly IReadOnlyList<Measured> measured;
    private readonly long begin;
    private readonly int skipped;

    private Later(IReadOnlyList<Measured> measured, long begin)
    {
        (this.measured, this.begin) = (measured, begin);
        // an epoch that ends where the schedule begins was trained at the rate of the one before
        while (skipped < measured.Count && measured[skipped].Step <= begin)
        {
            skipped++;
        }
    }

    /// <inheritdoc/>
    public int Count => measured.Count - skipped;

    /// <inheritdoc/>
    public Measured this[int index] => measured[skipped + index] with { Step = measured[skipped + index].Step - begin };

    /// <summary>What a schedule that began at <paramref name="begin"/> says of the update <paramref name="step"/> of the whole training.</summary>
    public static Pace PaceOf(Schedule schedule, long begin, long step, IReadOnlyList<Measured> measured) =>
        schedule.At(step - begin, begin > 0 && schedule.WaitsForMeasurements ? new Later(measured, begin) : measured);

    /// <inheritdoc/>
    public IEnumerator<Measured> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
