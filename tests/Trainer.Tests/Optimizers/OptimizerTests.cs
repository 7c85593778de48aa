using CsCheck;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;
using Toolchain.Trainer.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Tests.Optimizers;

public class OptimizerTests
{
    [Fact]
    public void Saved_and_restored_at_any_step_it_moves_on_to_the_same_bits() => Gen.Select(AnyOptimizer.Generator, Gen.Int[0, 6]).Sample(
        (spec, pause) =>
        {
            set_num_threads(1);
            using var scope = NewDisposeScope();
            var (whole, parts) = (Start(), Start());
            using var state = new OptimizerState(spec, whole);
            using var first = new OptimizerState(spec, parts);
            Walk(spec, whole, state, 0, 7);

            Walk(spec, parts, first, 0, pause);
            using var second = new OptimizerState(spec, parts, first.Save());
            Walk(spec, parts, second, pause, 7);

            Assert.Equal(Values(whole), Values(parts));
            Assert.Equal(state.Save().Select(saved => saved.Value.Bytes.ToArray()), second.Save().Select(saved => saved.Value.Bytes.ToArray()));
            Assert.Equal(spec.StateNames.Count * whole.Length, state.Save().Count);
        },
        iter: 50,
        threads: 1);

    [Fact]
    public void Gradients_stay_as_they_are_and_nothing_is_left_behind() => AnyOptimizer.Generator.Sample(
        spec =>
        {
            using var scope = NewDisposeScope();
            var parameters = Start();
            using var state = new OptimizerState(spec, parameters);
            var optimizer = Optimizer.Create(spec, parameters, state);
            var gradients = Gradients(0);
            var (numbers, before) = (gradients.Select(gradient => gradient.data<float>().ToArray()).ToArray(), DisposeScopeManager.Statistics.ThreadTotalLiveCount);

            optimizer.Move(gradients, 0, new Pace(0.1));
            optimizer.Move(gradients, 1, new Pace(0.1, spec.TakesMomentum ? 0.5 : null));

            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            Assert.Equal(numbers, gradients.Select(gradient => gradient.data<float>().ToArray()));
        },
        iter: 50,
        threads: 1);

    public static TheoryData<OptimizerSpec, OptimizerSpec> Steered => new()
    {
        { new Sgd(0.9), new Sgd(0.6) },
        { new Sgd(0.9, Nesterov: true), new Sgd(0.6, Nesterov: true) },
        { new Adam(Beta1: 0.9), new Adam(Beta1: 0.6) },
        { new AdamW(Beta1: 0.9), new AdamW(Beta1: 0.6) },
        { new RmsProp(Momentum: 0.9), new RmsProp(Momentum: 0.6) },
    };

    [Theory]
    [MemberData(nameof(Steered))]
    public void A_schedule_that_moves_momentum_steers_it(OptimizerSpec planned, OptimizerSpec steered)
    {
        using var scope = NewDisposeScope();
        var (one, other) = (Start(), Start());
        using var oneState = new OptimizerState(planned, one);
        using var otherState = new OptimizerState(steered, other);

        Walk(planned, one, oneState, 0, 5, momentum: 0.6);
        Walk(steered, other, otherState, 0, 5);

        Assert.Equal(Values(other), Values(one));
    }

    [Fact]
    public void A_centred_mean_square_that_rounding_leaves_below_zero_counts_as_zero()
    {
        using var scope = NewDisposeScope();
        (string, Tensor)[] parameters = [("p", zeros(1000))];
        var spec = new RmsProp(Alpha: 0.5, Centered: true);
        using var state = new OptimizerState(spec, parameters);
        var optimizer = Optimizer.Create(spec, parameters, state);
        Tensor[] gradients = [linspace(0.1, 3, 1000, dtype: ScalarType.Float32)];
        for (var step = 0; step < 100; step++)
        {
            optimizer.Move(gradients, step, new Pace(1e-9));
        }

        var (square, mean) = (state["p", "square"], state["p", "mean"]);
        Assert.True((square - mean.square()).min().item<float>() < 0); // PyTorch's root of it is NaN
        Assert.True(parameters[0].Item2.isfinite().all().item<bool>());
    }

    private static (string Name, Tensor Value)[] Start() =>
        [("a", tensor([0.5f, -0.25f, 1f, 2f, -3f, 0f], 2, 3).requires_grad_(true)), ("b", tensor([1f, -1f]).requires_grad_(true))];

    private static Tensor[] Gradients(int step) =>
        [tensor([0.1f * step, -0.2f, 0.3f, 1f, (step % 3) - 1f, 0f], 2, 3), tensor([0.5f - step, 0.01f])];

    private static void Walk(OptimizerSpec spec, (string Name, Tensor Value)[] parameters, OptimizerState state, int from, int to, double? momentum = null)
    {
        var optimizer = Optimizer.Create(spec, parameters, state);
        for (var step = from; step < to; step++)
        {
            optimizer.Move(Gradients(step), step, new Pace(0.1 / (step + 1), momentum));
        }
    }

    private static float[] Values((string Name, Tensor Value)[] parameters) => [.. parameters.SelectMany(parameter => parameter.Value.data<float>().ToArray())];
}
