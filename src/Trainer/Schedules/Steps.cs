using System.Collections;

namespace Toolchain.Trainer.Schedules;

/// <summary>Evenly spaced steps from 0, without a list of them in memory.</summary>
/// <param name="Count">How many.</param>
/// <param name="Stride">From one to the next.</param>
internal sealed record Steps(int Count, long Stride) : IReadOnlyList<long>
{
    /// <inheritdoc/>
    public long this[int index] => index * Stride;

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
