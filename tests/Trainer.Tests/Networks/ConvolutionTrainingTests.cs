using System.Buffers;
using System.Text.Json;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;
using Toolchain.Trainer.Networks;
using Toolchain.Trainer.Samples;
using Toolchain.Trainer.Training;
using TorchSharp;

namespace Toolchain.Trainer.Tests.Networks;

/// <summary>Convolution, pooling, activations and batch normalization learn as PyTorch's do. README.md says where the golden data comes from.</summary>
public class ConvolutionTrainingTests
{
    private const double Tolerance = 1e-5;
    private static readonly int[] Batches = [16, 16, 7, 16, 2, 16];

    private static readonly NetworkSpec Spec = new()
    {
        Name = "golden",
        Input = [1, 28, 28],
        Layers =
        [
            new Conv2d(Stride: 2, Padding: new Sizes(2, 1)) { Name = "conv", InChannels = 1, OutChannels = 4, Kernel = 5 },
            new MaxPool2d(Stride: 1, Padding: 1) { Name = "largest", Kernel = 3 },
            new BatchNorm2d(Momentum: 0.2) { Name = "norm", Features = 4 },
            new LeakyRelu { Name = "leaky" },
            new Conv2d(Dilation: 2, Groups: 2, Bias: false) { Name = "deep", InChannels = 4, OutChannels = 6, Kernel = 3 },
            new BatchNorm2d(Epsilon: 1e-3) { Name = "deepnorm", Features = 6 },
            new Gelu { Name = "gelu" },
            new AvgPool2d(Stride: 2, Padding: 1, CountPadding: false) { Name = "mean", Kernel = 3 },
            new AvgPool2d(Stride: 1) { Name = "mean2", Kernel = 2 },
            new Flatten { Name = "flat" },
            new Linear(Bias: false) { Name = "hidden", InFeatures = 96, OutFeatures = 12 },
            new BatchNorm1d { Name = "hiddennorm", Features = 12 },
            new Silu { Name = "silu" },
            new Linear { Name = "output", InFeatures = 12, OutFeatures = 10 },
        ],
    };

    [Fact]
    public void Six_steps_end_at_PyTorchs_weights_and_running_statistics()
    {
        torch.set_num_threads(1);
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Networks", "convolution-training.json")));
        var start = golden.RootElement.GetProperty("start");
        using var network = TorchNetwork.WithWeights(Spec, Spec.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => TensorData.Of(Floats(start.GetProperty(parameter.Name)), [.. parameter.Shape.Select(size => (long)size)])));
        using var step = new AutogradStep(network, new FormulaImages(), Batches.Max());

        var first = 0;
        for (var i = 0; i < Batches.Length; i++)
        {
            var result = step.Run([.. Enumerable.Range(first, Batches[i])], new StepPlace(0, i), new Pace(0.1));
            Assert.Equal(golden.RootElement.GetProperty("losses")[i].GetDouble(), result.LossSum / Batches[i], Tolerance);
            first += Batches[i];
            if (golden.RootElement.GetProperty("after").TryGetProperty($"{i + 1}", out var after))
            {
                Assert.All(network.Weights(), pair => Agree(pair.Key, Floats(after.GetProperty(pair.Key)), pair.Value.Floats.ToArray()));
            }
        }

        using var still = torch.no_grad();
        using var images = torch.tensor([.. Enumerable.Range(0, 8).SelectMany(FormulaImages.Pixels).Select(pixel => pixel / 255f)], [8, 28, 28]);
        using var logits = network.Forward(images);
        Agree("logits", Floats(golden.RootElement.GetProperty("logits")), logits.data<float>().ToArray());
    }

    private static void Agree(string what, float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        var worst = expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second) / Math.Max(1, Math.Abs(pair.First)));
        Assert.True(worst <= Tolerance, $"{what}: {worst}");
    }

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetSingle())];

    private sealed class FormulaImages : IImageSource
    {
        private readonly byte[] labels = [.. Enumerable.Range(0, Batches.Sum()).Select(i => (byte)(i % 10))];

        public int Count => labels.Length;

        public ReadOnlySpan<byte> Labels => labels;

        public MemoryHandle? Pin() => null;

        public void BringNear(int sample)
        {
        }

        public static IEnumerable<byte> Pixels(int image) => Enumerable.Range(0, 784).Select(p => (byte)(((image * 7919) + (p * 104729) + (image * p % 251)) % 256));

        public ReadOnlySpan<byte> Read(int sample, int epoch, Span<byte> scratch)
        {
            Pixels(sample).ToArray().CopyTo(scratch);
            return scratch[..784];
        }
    }
}
