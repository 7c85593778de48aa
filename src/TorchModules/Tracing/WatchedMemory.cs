namespace Toolchain.TorchModules;

/// <summary>The memory that values of a watched run lie in: notices which of them are no longer what was given, whatever numbers they hold.</summary>
internal sealed class WatchedMemory : IDisposable
{
    private readonly Dictionary<nint, WriteGuard?> guards = [];

    /// <summary>Whether for some value nothing but its numbers could tell: one made in inference mode, or one whose axes were changed in place (<c>squeeze_</c>), which counts as a write.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Watches the memory of a value from now on, if it is not yet watched.</summary>
    public void Watch(TracedValue value)
    {
        if (!guards.ContainsKey(value.Layout.Storage))
        {
            guards.Add(value.Layout.Storage, WriteGuard.Of(value.Memory));
        }
    }

    /// <summary>Marks what was written to since the last time.</summary>
    /// <param name="storage">The memory that is looked at.</param>
    /// <param name="values">All values so far.</param>
    /// <param name="reaches">Which of them a write can have reached; absent: all.</param>
    public void Settle(nint storage, IEnumerable<TracedValue> values, Func<TracedValue, bool>? reaches = null)
    {
        if (!guards.TryGetValue(storage, out var guard) || guard?.WasWritten() == false)
        {
            return;
        }

        var here = values.Where(value => value.Layout.Storage == storage).ToArray();
        if (guard is null || here.Aggregate(false, (any, value) => value.WasReshaped() || any))
        {
            IsInDoubt = true;
            return;
        }

        foreach (var value in here.Where(value => reaches?.Invoke(value) ?? true))
        {
            value.IsWritten = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var guard in guards.Values)
        {
            guard?.Dispose();
        }
    }
}
