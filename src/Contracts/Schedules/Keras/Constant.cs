namespace Toolchain.Contracts.Schedules;

/// <summary>The same rate at every step.</summary>
public sealed record Constant : Schedule
{
    /// <summary>The rate.</summary>
    public required float Initial { get; init; }

    /// <inheritdoc/>
    public override Pace At(long step, IReadOnlyList<Measured> measured) => new(Initial);

    /// <inheritdoc/>
    public override void Validate() => RequirePositive(Initial, "initial");
}
