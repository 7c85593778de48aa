using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Networks.Plain;

namespace Toolchain.TestKit;

/// <summary>The answers of classifiers of pictures in double precision.</summary>
public static class DoubleAnswers
{
    /// <summary>The logits of one image of raw pixels.</summary>
    public static double[] Logits(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ReadOnlySpan<byte> image) =>
        DoubleForward.Values(network, weights, [.. image.ToArray().Select(pixel => (double)(pixel / 255f))], given: null)[network.Layers[^1].Name];

    /// <summary>The position of the largest logit.</summary>
    public static int Label(Checkpoint checkpoint, ReadOnlySpan<byte> image)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var logits = Logits(checkpoint.Network, checkpoint.Weights, image);
        return Array.IndexOf(logits, logits.Max());
    }
}
