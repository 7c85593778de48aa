using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;

namespace Toolchain.Exporter.Tests;

/// <summary>A network's answers in double precision, written as plainly as possible: what ONNX Runtime is held against.</summary>
internal static class DoubleForward
{
    public static double[] Logits(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, ReadOnlySpan<byte> image)
    {
        var values = new Dictionary<string, double[]> { [NetworkSpec.InputName] = [.. image.ToArray().Select(pixel => (double)(pixel / 255f))] };
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var input = values[network.InputOf(i)];
            values[layer.Name] = layer switch
            {
                Flatten => input,
                Linear => Product(weights[$"{layer.Name}.weight"].Floats.ToArray(), weights[$"{layer.Name}.bias"].Floats.ToArray(), input),
                Relu => [.. input.Select(value => Math.Max(0, value))],
                _ => throw new NotSupportedException(layer.GetType().Name),
            };
        }

        return values[network.Layers[^1].Name];
    }

    public static int Label(Checkpoint checkpoint, ReadOnlySpan<byte> image)
    {
        var logits = Logits(checkpoint.Network, checkpoint.Weights, image);
        return Array.IndexOf(logits, logits.Max());
    }

    private static double[] Product(float[] matrix, float[] bias, double[] input) =>
        [.. bias.Select((start, row) => start + input.Select((value, column) => value * matrix[(row * input.Length) + column]).Sum())];
}
