using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Libtorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Optimizers;

/// <summary>
/// RMSprop. With g the gradient plus weight decay · parameter:
/// v ← α · v + (1 − α) · g²; centred m ← α · m + (1 − α) · g and w = v − m², else w = v; u = g / (√w + ε);
/// with momentum d ← momentum · d + u and parameter ← parameter − rate · d, else parameter ← parameter − rate · u.
/// </summary>
/// <remarks>
/// Source: <c>torch.optim.RMSprop</c>, operation by operation. Where a gradient hardly changes, rounding can leave v − m² just below 0;
/// PyTorch's root of it is NaN and ends the training, here it counts as 0.
/// </remarks>
internal sealed class RmsPropOptimizer(RmsProp spec, IReadOnlyList<(string Name, Tensor Value)> parameters, OptimizerState state) : Optimizer(spec, parameters)
{
    private readonly Tensor[] squares = StatesOf(parameters, state, "square");
    private readonly Tensor[] means = spec.Centered ? StatesOf(parameters, state, "mean") : [];
    private readonly Tensor[] directions = spec.Momentum > 0 ? StatesOf(parameters, state, "momentum") : [];

    /// <inheritdoc/>
    protected override void Update(IList<Tensor> gradients, long step, Pace pace)
    {
        using var back = (-pace.Rate).ToScalar();
        using var keptOfSquare = spec.Alpha.ToScalar();
        using var entering = (1 - spec.Alpha).ToScalar();
        var enteringMean = spec.Centered ? Weight(1 - spec.Alpha) : null;
        using var epsilon = spec.Epsilon.ToScalar();
        using var kept = (pace.Momentum ?? spec.Momentum).ToScalar();
        using var less = (-1.0).ToScalar();
        using var zero = 0.0.ToScalar();
        for (var i = 0; i < Parameters.Length; i++)
        {
            var gradient = WithDecay(gradients[i], Parameters[i]);
            var square = squares[i].mul_(keptOfSquare).addcmul_(gradient, gradient, entering);
            if (enteringMean is not null)
            {
                var mean = means[i].lerp_(gradient, enteringMean);
                square = square.addcmul(mean, mean, less).clamp_min_(zero);
            }

            var root = square.sqrt().add_(epsilon, Scalars.One);
            if (directions.Length > 0)
            {
                Parameters[i].add_(directions[i].mul_(kept).addcdiv_(gradient, root, Scalars.One), alpha: back);
            }
            else
            {
                Parameters[i].addcdiv_(gradient, root, back);
            }
        }
    }
}
