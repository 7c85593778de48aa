using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Samples;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Samples.Augmentation;
using Toolchain.Trainer.Training;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Training;

public sealed class FusedStepTests : IDisposable
{
    private const int BatchSize = 32;
    private readonly TempFolder folder = new();
    private readonly Dataset data;

    public FusedStepTests() => data = DatasetFolder.Load(TinyDataset.Write(folder.Path));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_warm_step_allocates_nothing(int threads)
    {
        using var network = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 1);
        using var state = new OptimizerState(new Sgd(0.9), network);
        using var crew = new Crew(threads);
        using var step = new FusedStep(network, new PlainImages(data.Train), TestPlan.Of(BatchSize, new Sgd(0.9)), state, crew);
        var samples = Enumerable.Range(0, BatchSize).ToArray();
        step.Run(samples, default, new Pace(0.1));
        step.Run(samples.AsSpan(0, 7), new StepPlace(0, 1), new Pace(0.1));

        var tensors = LiveTensors.Count();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 2; i < 100; i++)
        {
            step.Run(samples.AsSpan(0, i % 2 == 0 ? BatchSize : 7), new StepPlace(0, i), new Pace(0.1));
        }

        Assert.Equal(bytes, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(tensors, LiveTensors.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Threads_and_what_is_expected_next_change_no_bit(bool varied)
    {
        var plain = new PlainImages(data.Train);
        IImageSource training = varied ? new AugmentedImages(plain, new AugmentationSpec(Shift: 2, Rotate: 10), seed: 3) : plain;
        float[] Train(int threads, bool expects)
        {
            using var network = TorchNetwork.Initialized(NetworkPresets.Parse("mlp:40,24"), seed: 1);
            using var state = new OptimizerState(new Sgd(), network);
            using var crew = new Crew(threads);
            using var step = new FusedStep(network, training, TestPlan.Of(BatchSize, new Sgd()), state, crew);
            for (var i = 0; i < 20; i++)
            {
                step.Expect(expects ? [i, i + 1, data.Train.Count - 1] : []);
                step.Run([.. Enumerable.Range(0, BatchSize - (i % 3)).Select(sample => sample * (i + 1) % data.Train.Count)], new StepPlace(i / 10, i), new Pace(0.1));
            }

            return [.. network.Weights().SelectMany(weight => weight.Value.Floats.ToArray())];
        }

        var expected = Train(threads: 1, expects: false);

        Assert.Equal(expected, Train(threads: 1, expects: true));
        Assert.Equal(expected, Train(threads: 2, expects: true));
        Assert.Equal(expected, Train(threads: 5, expects: false));
    }

    /// <summary>Optimizers and networks, with how far two correct float32 programs may be apart after an epoch of MNIST: rounding, and now and then a ReLU's kink passed on the other side.</summary>
    public static TheoryData<string, double, double, bool, double, double, double> Settings => new()
    {
        { "mlp", 0.1, 0, false, 0, 0, 1e-2 },
        { "mlp:40,24", 0.02, 0, false, 0, 0, 1e-2 },
        { "mlp", 0.01, 0.9, true, 1e-4, 0.1, 1e-2 },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void An_epoch_of_MNIST_ends_where_the_autograd_step_ends(string name, double rate, double momentum, bool nesterov, double decay, double smoothing, double tolerance)
    {
        const int Steps = 1875;
        torch.set_num_threads(1);
        var mnist = DatasetFolder.Load(RepositoryFolder.Mnist);
        var training = new PlainImages(mnist.Train);
        var spec = NetworkPresets.Parse(name);
        var plan = TestPlan.Of(BatchSize, new Sgd(momentum, Nesterov: nesterov, WeightDecay: decay), labelSmoothing: smoothing) with { Shuffle = ShuffleMode.Epoch };
        using var left = TorchNetwork.Initialized(spec, seed: 4);
        using var right = TorchNetwork.Initialized(spec, seed: 4);
        using var leftState = new OptimizerState(plan.Optimizer, left);
        using var rightState = new OptimizerState(plan.Optimizer, right);
        using var crew = new Crew(2);
        using var fused = new FusedStep(left, training, plan, leftState, crew);
        using var autograd = new AutogradStep(right, training, BatchSize, Optimizer.Create(plan.Optimizer, [.. right.Trained], rightState), smoothing);
        var order = new SampleOrder(plan, mnist.Train.Count).OfEpoch(0);

        var (fusedTotal, autogradTotal) = (default(BatchResult), default(BatchResult));
        for (var i = 0; i < Steps; i++)
        {
            var samples = order.AsSpan(i * BatchSize, BatchSize);
            var pace = new Pace(rate);
            fusedTotal += fused.Run(samples, new StepPlace(0, i), pace);
            autogradTotal += autograd.Run(samples, new StepPlace(0, i), pace);
        }

        var rights = right.Weights();
        Assert.All(left.Weights(), pair => Assert.InRange(pair.Value.Floats.ToArray().Zip(rights[pair.Key].Floats.ToArray(), (a, b) => Math.Abs(a - b)).Max(), 0, tolerance));
        Assert.Equal(autogradTotal.LossSum / order.Length, fusedTotal.LossSum / order.Length, 1e-4);
        Assert.InRange(Math.Abs(autogradTotal.Correct - fusedTotal.Correct), 0, 30);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("mlp:33,7")]
    public void Answers_are_libtorchs_and_do_not_depend_on_neighbours_or_threads(string name)
    {
        using var network = TorchNetwork.Initialized(NetworkPresets.Parse(name), seed: 2);
        using var alone = new Crew(1);
        using var together = new Crew(3);
        using var single = new DenseAnswers(alone);
        using var several = new DenseAnswers(together);
        using var torchs = Evaluation.OnAll(data.Test);
        using var ours = Evaluation.OnAll(data.Test, single);
        var expected = ours.Logits(network);

        Assert.All(torchs.Logits(network).Zip(expected), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        using var parallel = Evaluation.OnAll(data.Test, several);
        Assert.Equal(expected, parallel.Logits(network));
        using var few = new Evaluation(data.Test, [71, 3, 98], several);
        Assert.Equal([.. expected[710..720], .. expected[30..40], .. expected[980..990]], few.Logits(network));
        Assert.Equal(torchs.Measure(network).LossSum, ours.Measure(network).LossSum, 1e-3);
        Assert.Equal(torchs.Measure(network).Correct, ours.Measure(network).Correct);
    }
}
