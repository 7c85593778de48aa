using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>Classifiers of pictures that no training of ours made.</summary>
internal static class PictureNetwork
{
    /// <summary>A network with its own true answers to some pictures.</summary>
    public static TrainedNetwork Of(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, byte[] images)
    {
        var count = images.Length / 784;
        var logits = Enumerable.Range(0, count).SelectMany(i => DoubleAnswers.Logits(network, weights, images.AsSpan(i * 784, 784))).Select(logit => (float)logit);
        return new TrainedNetwork
        {
            Network = network,
            Weights = weights,
            Probe = new NetworkProbe(new TensorData(TensorData.UInt8, [count, .. network.Input.Select(size => (long)size)], images), TensorData.Of([.. logits], count, 10)),
            ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            Command = "a test",
        };
    }
}
