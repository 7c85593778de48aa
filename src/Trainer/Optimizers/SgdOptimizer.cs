using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Optimizers;

/// <summary>
/// Stochastic gradient descent. With g the gradient plus weight decay · parameter, and d the kept direction:
/// d ← momentum · d + (1 − dampening) · g; parameter ← parameter − rate · d, or with Nesterov parameter ← parameter − rate · (g + momentum · d).
/// Without momentum d is g.
/// </summary>
/// <remarks>Source: <c>torch.optim.SGD</c>. The rate stands outside the direction, and the first direction is the whole gradient, without dampening.</remarks>
internal sealed class SgdOptimizer(Sgd spec, IReadOnlyList<(string Name, Tensor Value)> parameters, OptimizerState state) : Optimizer(spec, parameters)
{
    private readonly Tensor[] directions = spec.Momentum > 0 ? StatesOf(parameters, state, "momentum") : [];

    /// <inheritdoc/>
    protected override void Update(IList<Tensor> gradients, long step, Pace pace)
    {
        using var back = (-pace.Rate).ToScalar();
        using var kept = (pace.Momentum ?? spec.Momentum).ToScalar();
        using var entering = (step == 0 ? 1 : 1 - spec.Dampening).ToScalar();
        for (var i = 0; i < Parameters.Length; i++)
        {
            var gradient = WithDecay(gradients[i], Parameters[i]);
            if (directions.Length > 0)
            {
                var direction = directions[i].mul_(kept).add_(gradient, alpha: entering);
                gradient = spec.Nesterov ? gradient.add(direction, alpha: kept) : direction;
            }

            Parameters[i].add_(gradient, alpha: back);
        }
    }
}
