using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;

namespace Toolchain.TestKit;

/// <summary>Networks trained by nobody we know, with a true probe: what a checkpoint without a training holds.</summary>
public static class TinyNetwork
{
    /// <summary>y = 2x, given by [3, 4, 4] values as they are.</summary>
    public static TrainedNetwork Doubling()
    {
        var network = new NetworkSpec { Name = "doubling", Input = [3, 4, 4], Layers = [new Add { Name = "twice", Inputs = [NetworkSpec.InputName, NetworkSpec.InputName] }] };
        float[] values = [.. Enumerable.Range(0, 2 * 48).Select(i => (i - 40) / 8f)];
        return new TrainedNetwork
        {
            Network = network,
            Weights = new Dictionary<string, TensorData>(),
            Probe = new NetworkProbe(TensorData.Of(values, 2, 3, 4, 4), TensorData.Of([.. values.Select(value => value * 2)], 2, 3, 4, 4)),
            Command = "TinyNetwork.Doubling",
        };
    }

    /// <summary>The three values of a row, each less than the one before it by 1, as logits of three classes.</summary>
    public static TrainedNetwork Classifier() => new()
    {
        Network = new NetworkSpec { Name = "row", Input = [3], Layers = [new Linear { Name = "output", InFeatures = 3, OutFeatures = 3 }] },
        Weights = new Dictionary<string, TensorData>
        {
            ["output.weight"] = TensorData.Of([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3),
            ["output.bias"] = TensorData.Of([0f, -1, -2], 3),
        },
        Probe = new NetworkProbe(TensorData.Of([5f, 1, 2, 0, 3, 0], 2, 3), TensorData.Of([5f, 0, 0, 0, 2, -2], 2, 3)),
        ClassNames = ["cat", "dog", "eel"],
        Command = "TinyNetwork.Classifier",
    };
}
