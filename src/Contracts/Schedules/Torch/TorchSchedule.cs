using System.Text.Json.Serialization;

namespace Toolchain.Contracts.Schedules;

/// <summary>A scheduler of PyTorch, as a pure function of the number of calls of its <c>step()</c>, in double.</summary>
/// <remarks>
/// Source: <c>torch.optim.lr_scheduler</c>. PyTorch computes most of its schedules recursively from the last rate, so that rounding errors accumulate, and has a
/// closed form beside it; where the two part, this is the closed form. A call is an update, unless <see cref="Per"/> says otherwise.
/// </remarks>
public abstract record TorchSchedule : Schedule
{
    /// <summary>Updates from one call of <c>step()</c> to the next: 1, or those of an epoch.</summary>
    [JsonPropertyOrder(1)] // the last of its parameters
    public required long Per { get; init; }

    /// <inheritdoc/>
    public sealed override Pace At(long step, IReadOnlyList<Measured> measured) => After(step / Per);

    /// <inheritdoc/>
    public override void Validate() => RequireAtLeast(Per, 1, "per");

    /// <summary>What holds after some calls of <c>step()</c>.</summary>
    protected abstract Pace After(long calls);
}

/// <summary>A schedule that starts from the optimizer's own rate.</summary>
public abstract record FromInitialRate : TorchSchedule
{
    /// <summary>The rate that the optimizer is made with.</summary>
    [JsonPropertyOrder(-1)]
    public required double Initial { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequirePositive(Initial, "initial");
    }
}

/// <summary>A schedule whose rate is the optimizer's own times a factor that does not depend on it; several of these can be chained.</summary>
public abstract record Scaled : FromInitialRate
{
    /// <summary>The factor at an update.</summary>
    public double FactorAt(long step) => Finite(FactorAfter(step / Per));

    /// <inheritdoc/>
    protected sealed override Pace After(long calls) => new(Finite(Initial * FactorAfter(calls)));

    /// <summary>The factor after some calls of <c>step()</c>.</summary>
    protected abstract double FactorAfter(long calls);
}
