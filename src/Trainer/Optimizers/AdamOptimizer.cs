using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Libtorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Optimizers;

/// <summary>
/// Adam and AdamW. With g the gradient, and t the number of the step counted from 1:
/// m ← β1 · m + (1 − β1) · g; v ← β2 · v + (1 − β2) · g²; with AMSGrad w ← max(w, v), else w = v;
/// parameter ← parameter − rate / (1 − β1^t) · m / (√w / √(1 − β2^t) + ε).
/// Adam adds weight decay · parameter to g; AdamW multiplies the parameter by 1 − rate · weight decay before the update.
/// </summary>
/// <remarks>Source: <c>torch.optim.Adam</c> and <c>AdamW</c>, operation by operation. A schedule that moves momentum moves β1, in the correction too, as PyTorch's one-cycle does.</remarks>
internal sealed class AdamOptimizer(AdaptiveMoments spec, IReadOnlyList<(string Name, Tensor Value)> parameters, OptimizerState state) : Optimizer(spec, parameters)
{
    private readonly Tensor[] means = StatesOf(parameters, state, "mean");
    private readonly Tensor[] squares = StatesOf(parameters, state, "square");
    private readonly Tensor[] largest = spec.AmsGrad ? StatesOf(parameters, state, "largest-square") : [];

    /// <inheritdoc/>
    protected override void Update(IList<Tensor> gradients, long step, Pace pace)
    {
        var beta1 = pace.Momentum ?? spec.Beta1;
        using var back = (-pace.Rate / (1 - Math.Pow(beta1, step + 1))).ToScalar();
        var newToMean = Weight(1 - beta1);
        using var keptOfSquare = spec.Beta2.ToScalar();
        using var newToSquare = (1 - spec.Beta2).ToScalar();
        using var correction = Math.Sqrt(1 - Math.Pow(spec.Beta2, step + 1)).ToScalar();
        using var epsilon = spec.Epsilon.ToScalar();
        using var shrink = (1 - (pace.Rate * spec.WeightDecay)).ToScalar();
        for (var i = 0; i < Parameters.Length; i++)
        {
            var gradient = gradients[i];
            if (spec is Adam)
            {
                gradient = WithDecay(gradient, Parameters[i]);
            }
            else if (spec.WeightDecay > 0)
            {
                Parameters[i].mul_(shrink);
            }

            means[i].lerp_(gradient, newToMean);
            var square = squares[i].mul_(keptOfSquare).addcmul_(gradient, gradient, newToSquare);
            if (spec.AmsGrad)
            {
                square = largest[i].copy_(maximum(largest[i], square));
            }

            Parameters[i].addcdiv_(means[i], square.sqrt().div_(correction).add_(epsilon, Scalars.One), back);
        }
    }
}
