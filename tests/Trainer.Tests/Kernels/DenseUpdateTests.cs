using CsCheck;
using Toolchain.Contracts.Optimizers;
using Toolchain.Trainer.Kernels;

namespace Toolchain.Trainer.Tests.Kernels;

/// <summary>The kernels against the oracle, for any sizes, on every width that this machine has.</summary>
public class DenseUpdateTests
{
    private static readonly Gen<int> AnySize = Gen.OneOf(Gen.Int[1, 9], Gen.Int[10, 70], Gen.Int[0, 4].Select(i => new[] { 16, 32, 64, 130, 300 }[i]));

    private static readonly Gen<Sgd> AnyOptimizer = Gen.OneOf(
        Gen.Const(new Sgd()),
        Gen.Double[0, 0.1].Select(decay => new Sgd(WeightDecay: decay)),
        Gen.Select(Gen.Double[0.1, 0.99], Gen.Double[0, 0.5], Gen.Double[0, 0.1], (momentum, dampening, decay) => new Sgd(momentum, dampening, WeightDecay: decay)),
        Gen.Select(Gen.Double[0.1, 0.99], Gen.Double[0, 0.1], (momentum, decay) => new Sgd(momentum, Nesterov: true, WeightDecay: decay)));

    private static readonly Gen<KernelProblem> AnyProblem =
        from hidden in AnySize.Array[0, 3]
        from inputs in AnySize
        from classes in Gen.Int[2, 20]
        from samples in Gen.OneOf(Gen.Int[1, 40], Gen.Int[41, 150])
        from zeros in Gen.Double[0, 1]
        from seed in Gen.UInt
        select Problem([inputs, .. hidden, classes], samples, zeros, seed);

    public static TheoryData<string> Widths => [.. DenseKernels.Supported.Select(kernels => kernels.Name)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_update_is_the_oracles_whatever_the_sizes_and_the_optimizer(string width) =>
        Gen.Select(AnyProblem, AnyOptimizer, Gen.Bool.Select(smooth => smooth ? 0.1 : 0.0), Gen.Int[1, 4]).Sample(
            (problem, optimizer, smoothing, threads) =>
            {
                using var fast = new KernelRun(problem, optimizer, Kernels(width), threads, smoothing);
                var slow = new SlowStep(problem, optimizer, smoothing);
                for (var step = 0; step < 3; step++)
                {
                    // the last batch of an epoch is smaller
                    var samples = Enumerable.Range(0, step == 1 ? (problem.Samples + 1) / 2 : problem.Samples).ToArray();
                    var (expected, actual) = (slow.Step(0.05, samples), fast.Step(0.05, samples));
                    if (slow.Kink < 2e-5)
                    {
                        return;
                    }

                    Assert.Equal(expected.LossSum, actual.LossSum, 1e-5 * samples.Length * (1 + Math.Abs(expected.LossSum)));
                    var gap = fast.Parameters.Zip(slow.Parameters.SelectMany(values => values), (left, right) => Math.Abs(left - right) / (1 + Math.Abs(right))).Max();
                    Assert.True(gap < 5e-6, $"off by {gap} after {step + 1} steps");
                }
            },
            iter: 60);

    [Fact]
    public void Neither_threads_nor_vectors_change_a_bit() =>
        Gen.Select(AnyProblem, AnyOptimizer, Gen.Bool.Select(smooth => smooth ? 0.1 : 0.0)).Sample(
            (problem, optimizer, smoothing) =>
            {
                var expected = Trained(problem, optimizer, smoothing, DenseKernels.Supported[^1], threads: 1);
                // without fused multiplication and addition the widths need not agree, but there only one is left
                Assert.True(DenseKernels.RoundsOnce || DenseKernels.Supported.Count == 1);
                Assert.All(
                    from kernels in DenseKernels.Supported from threads in new[] { 1, 2, 3, 5 } select (kernels, threads),
                    setting => Assert.Equal(expected, Trained(problem, optimizer, smoothing, setting.kernels, setting.threads)));
            },
            iter: 25);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Leaving_out_inputs_that_are_0_everywhere_changes_no_bit(string width) =>
        Gen.Select(AnyProblem, AnyOptimizer).Sample(
            (problem, optimizer) => Assert.Equal(
                Trained(problem, optimizer, 0, Kernels(width), 1, skipsZeros: false),
                Trained(problem, optimizer, 0, Kernels(width), 1, skipsZeros: true)),
            iter: 25);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_schedule_may_move_momentum_down_to_0_and_back(string width)
    {
        var problem = Problem([20, 10, 3], 8, 0, 5);
        using var steered = new KernelRun(problem, new Sgd(0.9), Kernels(width));
        using var steady = new KernelRun(problem, new Sgd(0.9), Kernels(width));

        foreach (var momentum in new double[] { 0.9, 0, 0.9 })
        {
            steered.Step(0.05, momentum: momentum);
            steady.Step(0.05);
        }

        Assert.NotEqual(steady.Parameters, steered.Parameters);
        Assert.All(steered.Parameters, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_number_that_is_none_reaches_the_loss(string width)
    {
        var problem = Problem([20, 10, 3], 8, 0, 5);
        problem.Parameters[0][7] = float.NaN;
        using var run = new KernelRun(problem, new Sgd(), Kernels(width));

        Assert.True(double.IsNaN(run.Step(0.1).LossSum));
    }

    private static float[] Trained(KernelProblem problem, Sgd optimizer, double smoothing, DenseKernels kernels, int threads, bool skipsZeros = true)
    {
        using var run = new KernelRun(problem, optimizer, kernels, threads, smoothing, skipsZeros: skipsZeros);
        run.Step(0.05);
        run.Step(0.05, [.. Enumerable.Range(0, (problem.Samples + 1) / 2)]);
        run.Step(0.05);
        return run.Parameters;
    }

    private static DenseKernels Kernels(string width) => DenseKernels.Supported.Single(kernels => kernels.Name == width);

    private static KernelProblem Problem(int[] sizes, int samples, double zeros, uint seed)
    {
        var state = (ulong)seed;
        var parameters = Enumerable.Range(0, sizes.Length - 1).SelectMany(layer => new[]
        {
            Values(sizes[layer] * sizes[layer + 1], Math.Sqrt(6.0 / (sizes[layer] + sizes[layer + 1]))),
            Values(sizes[layer + 1], 0.5),
        }).ToArray();
        var inputs = Values(samples * sizes[0], 1);
        for (var feature = 0; feature < sizes[0]; feature++)
        {
            if ((Next() + 1) / 2 < zeros)
            {
                for (var sample = 0; sample < samples; sample++)
                {
                    inputs[(sample * sizes[0]) + feature] = 0;
                }
            }
        }

        return new KernelProblem(sizes, parameters, inputs, [.. Values(samples, sizes[^1]).Select(value => (int)Math.Abs(value) % sizes[^1])]);

        float[] Values(int count, double limit) => [.. Enumerable.Range(0, count).Select(_ => (float)(Next() * limit))];

        // uniform in -1 to 1; Knuth's linear congruential generator
        double Next()
        {
            state = (state * 6_364_136_223_846_793_005UL) + 1_442_695_040_888_963_407UL;
            return ((state >> 11) * (2.0 / (1UL << 53))) - 1;
        }
    }
}
