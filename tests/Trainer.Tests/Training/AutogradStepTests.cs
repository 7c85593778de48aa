using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Training;

public sealed class AutogradStepTests : IDisposable
{
    private const int BatchSize = 32;
    private readonly TempFolder folder = new();
    private readonly Dataset data;

    public AutogradStepTests() => data = DatasetFolder.Load(TinyDataset.Write(folder.Path));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn:4,6")]
    public void A_warm_step_leaves_no_tensor_behind(string name)
    {
        using var network = TorchNetwork.Initialized(NetworkPresets.Parse(name), seed: 1);
        using var step = new AutogradStep(network, new PlainImages(data.Train), BatchSize);
        var samples = Enumerable.Range(0, BatchSize).ToArray();
        step.Run(samples, default, new Pace(0.1));
        step.Run(samples.AsSpan(0, 7), default, new Pace(0.1)); // the smaller last batch has a view of its own

        var before = LiveTensors.Count();
        for (var i = 0; i < 50; i++)
        {
            step.Run(samples, default, new Pace(0.1));
            step.Run(samples.AsSpan(0, 7), default, new Pace(0.1));
        }

        Assert.Equal(before, LiveTensors.Count());
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Collections_at_any_moment_change_no_bit(OptimizerSpec spec)
    {
        // TorchSharp does not keep the numbers it makes for a call alive during it; see Scalars
        var calm = TrainedWeights(spec);
        var over = false;
        var storm = new Thread(() =>
        {
            while (!Volatile.Read(ref over))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        storm.Start();
        try
        {
            Assert.Equal(calm, TrainedWeights(spec));
        }
        finally
        {
            Volatile.Write(ref over, true);
            storm.Join();
        }
    }

    public static TheoryData<OptimizerSpec> Optimizers => [new Sgd(), new Sgd(0.9, Nesterov: true, WeightDecay: 1e-4), new Adam(AmsGrad: true), new AdamW(), new RmsProp(Centered: true, Momentum: 0.9)];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_warm_step_makes_at_most_4_KiB_of_managed_garbage(OptimizerSpec spec)
    {
        const int Steps = 100;
        torch.set_num_threads(1);
        using var network = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 1);
        using var state = new OptimizerState(spec, network);
        using var step = new AutogradStep(network, new PlainImages(data.Train), BatchSize, Optimizer.Create(spec, [.. network.Trained], state), labelSmoothing: 0.1);
        var samples = Enumerable.Range(0, BatchSize).ToArray();
        step.Run(samples, default, new Pace(0.01));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= Steps; i++)
        {
            step.Run(samples, new StepPlace(0, i), new Pace(0.01));
        }

        // TorchSharp's handles of tensors; images, labels, gradients and logits stay in native memory
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Steps, 0, 4096);
    }

    [Theory]
    [InlineData("mlp")]
    [InlineData("cnn:4,6")]
    public void Everything_is_released_with_the_network_and_the_step(string name)
    {
        var before = LiveTensors.Count();
        using (var network = TorchNetwork.Initialized(NetworkPresets.Parse(name), seed: 1))
        using (var step = new AutogradStep(network, new PlainImages(data.Train), BatchSize))
        using (var evaluation = Evaluation.OnAll(data.Test))
        {
            step.Run(Enumerable.Range(0, 5).ToArray(), default, new Pace(0.1));
            evaluation.Measure(network);
        }

        Assert.Equal(before, LiveTensors.Count());
    }

    [Fact]
    public void The_loss_of_a_batch_falls_when_the_step_is_repeated()
    {
        using var network = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 1);
        using var step = new AutogradStep(network, new PlainImages(data.Train), BatchSize);
        var samples = Enumerable.Range(0, BatchSize).ToArray();

        var losses = Enumerable.Range(0, 30).Select(_ => step.Run(samples, default, new Pace(0.1)).LossSum).ToArray();

        Assert.True(losses[^1] < losses[0] / 4, $"from {losses[0]} to {losses[^1]}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void The_loss_that_is_reported_is_the_one_that_libtorch_minimizes(double labelSmoothing)
    {
        using var network = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 3);
        using var step = new AutogradStep(network, new PlainImages(data.Train), BatchSize, labelSmoothing: labelSmoothing);
        using var images = torch.tensor(data.Train.Images[..(BatchSize * 784)].ToArray().Select(pixel => pixel / 255f).ToArray(), BatchSize, 28, 28);
        using var labels = torch.tensor(data.Train.Labels[..BatchSize].ToArray().Select(label => (long)label).ToArray());
        using var logits = network.Forward(images);
        using var loss = torch.nn.functional.cross_entropy(logits, labels, label_smoothing: labelSmoothing);
        var gradient = torch.autograd.grad([loss], [network.Parameters["output.bias"]])[0].data<float>().ToArray();
        var before = network.Weights()["output.bias"].Floats.ToArray();

        var measured = step.Run(Enumerable.Range(0, BatchSize).ToArray(), default, new Pace(0.5));

        Assert.Equal(loss.item<float>(), measured.LossSum / BatchSize, 1e-6);
        var after = network.Weights()["output.bias"].Floats.ToArray();
        Assert.All(gradient.Zip(before, after), row => Assert.Equal(row.Second - (0.5 * row.First), row.Third, 1e-7));
    }

    [Fact]
    public void The_loss_counts_each_sample_as_libtorch_does()
    {
        using var network = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 3);
        using var evaluation = Evaluation.OnAll(data.Test);
        using var images = torch.tensor(data.Test.Images.ToArray().Select(pixel => pixel / 255f).ToArray(), data.Test.Count, 28, 28);
        using var labels = torch.tensor(data.Test.Labels.ToArray().Select(label => (long)label).ToArray());
        using var logits = network.Forward(images);
        using var loss = torch.nn.functional.cross_entropy(logits, labels);

        var measured = evaluation.Measure(network);

        Assert.Equal(loss.item<float>(), measured.LossSum / data.Test.Count, 1e-6);
        Assert.Equal(logits.argmax(1).eq(labels).sum().item<long>(), measured.Correct);
    }

    private float[] TrainedWeights(OptimizerSpec spec)
    {
        torch.set_num_threads(1);
        using var network = TorchNetwork.Initialized(NetworkPresets.Mlp, seed: 1);
        using var average = TorchNetwork.WithWeights(network.Spec, network.Weights());
        using var state = new OptimizerState(spec, network);
        using var step = new AveragingStep(
            new AutogradStep(network, new PlainImages(data.Train), 4, Optimizer.Create(spec, [.. network.Trained], state)), network, average, 0.9);
        for (var i = 0; i < 500; i++)
        {
            step.Run([i % 7, 10, 20, 30], new StepPlace(0, i), new Pace(0.001));
        }

        return [.. average.Weights().Values.SelectMany(weight => weight.Floats.ToArray())];
    }
}
