using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Optimizers;

/// <summary>Moves parameters against their gradients, in place, as PyTorch's optimizer of the same name does, in the parameters' own type and on their device.</summary>
/// <remarks>
/// TorchSharp's optimizers are rewrites that keep their state to themselves; these are held to PyTorch's weights by golden tests. What they remember lies in
/// <see cref="OptimizerState"/>, and the number of the step comes with the call, so nothing else needs saving.
/// </remarks>
internal abstract class Optimizer
{
    private readonly double weightDecay;

    /// <summary>An optimizer of some parameters.</summary>
    protected Optimizer(OptimizerSpec spec, IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        weightDecay = spec.WeightDecay;
        Parameters = [.. parameters.Select(parameter => parameter.Value)];
    }

    /// <summary>What is moved.</summary>
    protected Tensor[] Parameters { get; }

    /// <summary>The optimizer that a plan asks for.</summary>
    /// <param name="spec">Which, with its numbers.</param>
    /// <param name="parameters">What it moves, by name.</param>
    /// <param name="state">What it remembers of them; stays the caller's.</param>
    public static Optimizer Create(OptimizerSpec spec, IReadOnlyList<(string Name, Tensor Value)> parameters, OptimizerState state) => spec switch
    {
        Sgd sgd => new SgdOptimizer(sgd, parameters, state),
        AdaptiveMoments moments => new AdamOptimizer(moments, parameters, state),
        RmsProp rmsProp => new RmsPropOptimizer(rmsProp, parameters, state),
        _ => throw new NotSupportedException($"optimizer {spec.GetType().Name} has no code"),
    };

    /// <summary>Plain stochastic gradient descent, which remembers nothing.</summary>
    public static Optimizer Plain(IReadOnlyList<(string Name, Tensor Value)> parameters)
    {
        using var nothing = new OptimizerState(OptimizerSpec.Reference, parameters);
        return Create(OptimizerSpec.Reference, parameters, nothing);
    }

    /// <summary>One update of all parameters.</summary>
    /// <param name="gradients">In the order of the parameters, of their shapes; they stay as they are.</param>
    /// <param name="step">Counted from 0 over the whole training.</param>
    /// <param name="pace">Learning rate, and momentum where the schedule moves it.</param>
    public void Move(IList<Tensor> gradients, long step, Pace pace)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        Update(gradients, step, pace);
    }

    /// <summary>The update itself; tensors it makes are released after it.</summary>
    protected abstract void Update(IList<Tensor> gradients, long step, Pace pace);

    /// <summary>The states of one name, in the order of the parameters.</summary>
    protected static Tensor[] StatesOf(IReadOnlyList<(string Name, Tensor Value)> parameters, OptimizerState state, string name) =>
        [.. parameters.Select(parameter => state[parameter.Name, name])];

    /// <summary>The weight of an interpolation: TorchSharp takes it as a tensor only.</summary>
    protected Tensor Weight(double value)
    {
        using var kept = value.ToScalar();
        return full([], kept, Parameters[0].dtype, Parameters[0].device);
    }

    /// <summary>gradient + weight decay · parameter: L2 regularization as PyTorch couples it to the gradient.</summary>
    protected Tensor WithDecay(Tensor gradient, Tensor parameter)
    {
        if (weightDecay == 0)
        {
            return gradient;
        }

        using var decay = weightDecay.ToScalar();
        return gradient.add(parameter, alpha: decay);
    }
}
