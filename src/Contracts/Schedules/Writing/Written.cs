namespace Toolchain.Contracts.Schedules;

/// <summary>A value as it was written down, before it is known what it should be.</summary>
internal abstract record Written
{
    /// <summary>For messages.</summary>
    public abstract string Show();
}

/// <summary>A number or a word.</summary>
internal sealed record Word(string Text) : Written
{
    /// <inheritdoc/>
    public override string Show() => Text;
}

/// <summary>Values in brackets.</summary>
internal sealed record Group(IReadOnlyList<Written> Items) : Written
{
    /// <inheritdoc/>
    public override string Show() => $"[{string.Join(',', Items.Select(item => item.Show()))}]";
}

/// <summary>A schedule with its parameters.</summary>
internal sealed record Call(string Name, IReadOnlyDictionary<string, Written> Given) : Written
{
    /// <inheritdoc/>
    public override string Show() => Given.Count == 0 ? Name : $"{Name}:{string.Join(',', Given.Select(pair => $"{pair.Key}={pair.Value.Show()}"))}";
}
