using System.Globalization;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Optimizers;
using Toolchain.Contracts.Schedules;
using Toolchain.TestKit;
using Toolchain.Trainer.Kernels;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Optimizers;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Training;

/// <summary>The training step is Keras's: same start, same order, and the weights go the same way. README.md says where the golden data comes from.</summary>
public class TrajectoryTests
{
    private const int BatchSize = 32;
    private const int StepsPerEpoch = 1875;
    private static readonly (int Step, double Tolerance)[] Stations = [(100, 1e-6), (1000, 5e-6), (1875, 1e-3)];
    private static readonly NetworkSpec Network = NetworkPresets.Mlp;

    /// <summary>Every width that this machine has.</summary>
    public static TheoryData<string, int> Widths => [.. from kernels in DenseKernels.Supported from threads in new[] { 1, 2 } select (kernels.Name, threads)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_autograd_step_follows_Keras_through_the_first_epoch_and_every_batch_has_its_loss(int threads) =>
        Follow(threads, (network, training) => new AutogradStep(network, training, BatchSize));

    [Theory]
    [MemberData(nameof(Widths))]
    public void The_fused_step_follows_Keras_through_the_first_epoch_and_every_batch_has_its_loss(string width, int threads)
    {
        using var crew = new Crew(threads);
        var plan = TestPlan.Of(BatchSize, OptimizerSpec.Reference);
        Follow(threads, (network, training) =>
            new FusedStep(network, training, plan, new OptimizerState(plan.Optimizer, network), crew, DenseKernels.Supported.Single(kernels => kernels.Name == width)));
    }

    private static void Follow(int threads, Func<TorchNetwork, IImageSource, ITrainingStep> create)
    {
        torch.set_num_threads(threads);
        var golden = Safetensors.Read(Beside("trajectory.safetensors")).Tensors;
        var losses = File.ReadLines(Beside("trajectory-losses.csv")).Skip(1).Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)).ToArray();
        var data = DatasetFolder.Load(RepositoryFolder.Mnist);
        var schedule = ScheduleCatalog.Parse(ScheduleCatalog.Default, new ScheduleContext(null, StepsPerEpoch));
        using var network = TorchNetwork.WithWeights(Network, At(golden, 0));
        using var step = create(network, new PlainImages(data.Train));
        var samples = Enumerable.Range(0, data.Train.Count).ToArray();

        var worstLoss = 0.0;
        var report = new List<string>();
        for (var i = 0; i < StepsPerEpoch; i++)
        {
            var result = step.Run(samples.AsSpan(i * BatchSize, BatchSize), default, schedule.At(i, []));
            worstLoss = Math.Max(worstLoss, Math.Abs((result.LossSum / BatchSize) - losses[i]));
            foreach (var (station, tolerance) in Stations.Where(station => station.Step == i + 1))
            {
                var expected = At(golden, station);
                report.AddRange(network.Weights()
                    .Select(pair => (pair.Key, Gap: Gap(pair.Value, expected[pair.Key])))
                    .Where(pair => !(pair.Gap <= tolerance))
                    .Select(pair => $"{pair.Key} after {station} steps: {pair.Gap:g3} > {tolerance:g3}"));
            }
        }

        Assert.Empty(report);
        Assert.InRange(worstLoss, 0, 1e-4);
    }

    private static Dictionary<string, TensorData> At(IReadOnlyDictionary<string, TensorData> golden, int step) =>
        Network.Parameters.ToDictionary(parameter => parameter.Name, parameter => golden[$"{step}/{parameter.Name}"]);

    private static double Gap(TensorData left, TensorData right)
    {
        var worst = 0.0;
        for (var i = 0; i < left.Floats.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs((double)left.Floats[i] - right.Floats[i]));
        }

        return worst;
    }

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, "Training", name);
}
