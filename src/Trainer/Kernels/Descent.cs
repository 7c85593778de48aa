using System.Runtime.CompilerServices;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;

namespace Toolchain.Trainer.Kernels;

/// <summary>The numbers of one update by stochastic gradient descent. Source: <c>torch.optim.SGD</c>.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="HasVelocity">Whether a velocity is kept.</param>
/// <param name="Momentum">Share of the velocity that is kept.</param>
/// <param name="Fresh">Share of the gradient that enters the velocity: 1 − dampening.</param>
/// <param name="Nesterov">Whether the step looks ahead along the velocity.</param>
/// <param name="WeightDecay">Added to the gradient, times the parameter.</param>
/// <param name="First">Whether this is the very first update: the velocity begins as the gradient, undamped.</param>
internal readonly record struct Descent(float Rate, bool HasVelocity, float Momentum, float Fresh, bool Nesterov, float WeightDecay, bool First)
{
    /// <summary>Whether a parameter stands still when its gradient is 0.</summary>
    public bool IsIdleWithoutGradient => !HasVelocity && WeightDecay == 0;

    /// <summary>The update of an optimizer at a place in the training.</summary>
    public static Descent Of(Sgd optimizer, Pace pace, bool first) => new(
        (float)pace.Rate,
        optimizer.Momentum > 0,
        (float)(pace.Momentum ?? optimizer.Momentum),
        (float)(1 - optimizer.Dampening),
        optimizer.Nesterov,
        (float)optimizer.WeightDecay,
        first);
}

/// <summary>Update without velocity and decay: w ← w − rate · gradient.</summary>
/// <param name="rate">The rate.</param>
internal readonly unsafe struct PlainUpdate<TLanes, TVector>(float rate) : ISink<TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly float negativeRate = -rate;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TVector sum, float* target, int row) =>
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Fill(negativeRate), sum, TLanes.Load(target)), target);
}

/// <summary>Update without velocity: w ← w − rate · (gradient + decay · w).</summary>
/// <param name="rate">The rate.</param>
/// <param name="decay">The decay.</param>
internal readonly unsafe struct DecayingUpdate<TLanes, TVector>(float rate, float decay) : ISink<TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly float negativeRate = -rate;
    private readonly float decay = decay;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TVector sum, float* target, int row)
    {
        var weight = TLanes.Load(target);
        var gradient = TLanes.MultiplyAdd(TLanes.Fill(decay), weight, sum);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Fill(negativeRate), gradient, weight), target);
    }
}

/// <summary>Update with velocity: v ← momentum · v + fresh · g; w ← w − rate · v, or with Nesterov w − rate · (g + momentum · v).</summary>
/// <param name="descent">The numbers.</param>
/// <param name="toVelocity">Elements from a parameter to its velocity.</param>
internal readonly unsafe struct MomentumUpdate<TLanes, TVector>(Descent descent, nint toVelocity) : ISink<TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    private readonly Descent descent = descent;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TVector sum, float* target, int row)
    {
        var weight = TLanes.Load(target);
        var momentum = TLanes.Fill(descent.Momentum);
        var gradient = descent.WeightDecay == 0 ? sum : TLanes.MultiplyAdd(TLanes.Fill(descent.WeightDecay), weight, sum);
        var velocity = descent.First
            ? gradient
            : TLanes.MultiplyAdd(momentum, TLanes.Load(target + toVelocity), TLanes.Multiply(TLanes.Fill(descent.Fresh), gradient));
        var direction = descent.Nesterov ? TLanes.MultiplyAdd(momentum, velocity, gradient) : velocity;
        TLanes.Store(velocity, target + toVelocity);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Fill(-descent.Rate), direction, weight), target);
    }
}
