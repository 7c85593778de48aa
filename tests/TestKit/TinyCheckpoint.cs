using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Datasets;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Schedules;

namespace Toolchain.TestKit;

/// <summary>A checkpoint of the reference network with made-up weights and a true probe, for tests that need no training.</summary>
public static class TinyCheckpoint
{
    /// <summary>Makes one; the probe's logits are computed from the weights in double precision.</summary>
    public static Checkpoint Make(uint seed = 1, int probe = 8)
    {
        var network = NetworkPresets.Mlp;
        var state = seed * 2_654_435_761u;
        uint Draw() => (state = (state * 1_664_525u) + 1_013_904_223u) >> 8;
        var weights = network.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => TensorData.Of(
                [.. Enumerable.Range(0, parameter.Count).Select(_ => ((Draw() % 2001) - 1000f) / 10000f)],
                [.. parameter.Shape.Select(size => (long)size)]));
        var images = new byte[probe * DatasetFolder.Pixels];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = (byte)Draw();
        }

        var schedule = new ExponentialDecay { Initial = 0.1f, DecayRate = 0.96f, DecaySteps = 1000, Staircase = true };
        return new Checkpoint
        {
            Network = network,
            Plan = new TrainingPlan
            {
                Epochs = 1,
                BatchSize = 32,
                Schedule = schedule,
                Seed = 1,
                Threads = 1,
                Validation = Validation.OnTest,
                Shuffle = ShuffleMode.Epoch,
            },
            Progress = new Progress { Epoch = 1, StepInEpoch = 0, Step = 10, RateApplied = 0.1f, RateNext = 0.1f, LossSum = 0, Correct = 0 },
            Metrics = [new EpochMetrics(1, 0.5, 0.8, 0.4, 0.9, 90, 100, 0.1f, 0.1f)],
            Data = new DatasetIdentity("custom", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], new SortedDictionary<string, string> { [DatasetFolder.TestImages] = new string('0', 64) }),
            Command = "trainer train --epochs 1 --seed 1",
            Weights = weights,
            Probe = new Probe(images, Forward(weights, images, probe), probe),
        };
    }

    private static float[] Forward(Dictionary<string, TensorData> weights, byte[] images, int count)
    {
        var logits = new float[count * DatasetFolder.Classes];
        for (var sample = 0; sample < count; sample++)
        {
            var pixels = images.Skip(sample * DatasetFolder.Pixels).Take(DatasetFolder.Pixels).Select(pixel => (double)(pixel / 255f)).ToArray();
            var hidden = Dense(weights, "hidden", pixels).Select(value => Math.Max(0, value)).ToArray();
            Dense(weights, "output", hidden).Select(value => (float)value).ToArray().CopyTo(logits, sample * DatasetFolder.Classes);
        }

        return logits;
    }

    private static double[] Dense(Dictionary<string, TensorData> weights, string layer, double[] input)
    {
        var matrix = weights[$"{layer}.weight"].Floats.ToArray();
        var bias = weights[$"{layer}.bias"].Floats.ToArray();
        return [.. bias.Select((start, row) => start + input.Select((value, column) => value * matrix[(row * input.Length) + column]).Sum())];
    }
}
