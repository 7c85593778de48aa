using CsCheck;
using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.TestKit;

namespace Toolchain.Exporter.Tests;

/// <summary>What a made-up network looks like.</summary>
/// <param name="Input">Shape of a picture.</param>
/// <param name="Widths">Features of the hidden layers.</param>
/// <param name="Skip">Whether the last layer reads the flattened picture by name, past all hidden layers.</param>
/// <param name="Seed">Where the weights come from.</param>
internal sealed record NetworkShape(IReadOnlyList<int> Input, IReadOnlyList<int> Widths, bool Skip, uint Seed)
{
    public override string ToString() => $"[{string.Join(", ", Input)}] → {string.Join(" → ", Widths)}, skip {Skip}, seed {Seed}";
}

/// <summary>Networks of any width and depth, with weights from a seed and a true probe.</summary>
internal static class RandomNetwork
{
    public static Gen<NetworkShape> Any { get; } = Gen.Select(
        Gen.OneOf<IReadOnlyList<int>>(Gen.Const<IReadOnlyList<int>>([28, 28]), Gen.Const<IReadOnlyList<int>>([1, 28, 28]), Gen.Const<IReadOnlyList<int>>([784])),
        Gen.Int[1, 40].Array[0, 4],
        Gen.Bool,
        Gen.UInt,
        (input, widths, skip, seed) => new NetworkShape(input, widths, skip, seed));

    public static Checkpoint Checkpoint(NetworkShape shape)
    {
        const int samples = 5;
        var network = Network(shape);
        var state = shape.Seed;
        uint Draw() => (state = (state * 1_664_525u) + 1_013_904_223u) >> 8;
        var weights = network.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => TensorData.Of(
                [.. Enumerable.Range(0, parameter.Count).Select(_ => ((Draw() % 2001) - 1000f) / 5000f)],
                [.. parameter.Shape.Select(size => (long)size)]));
        var pixels = shape.Input.Aggregate((product, size) => product * size);
        var images = Enumerable.Range(0, samples * pixels).Select(_ => (byte)Draw()).ToArray();
        var logits = Enumerable.Range(0, samples)
            .SelectMany(sample => DoubleAnswers.Logits(network, weights, images.AsSpan(sample * pixels, pixels)))
            .Select(logit => (float)logit);
        return TinyCheckpoint.Make(probe: 1) with { Network = network, Weights = weights, Probe = new Probe(images, [.. logits], samples) };
    }

    private static NetworkSpec Network(NetworkShape shape)
    {
        var features = shape.Input.Aggregate((product, size) => product * size);
        List<LayerSpec> layers = [new Flatten { Name = "flatten" }];
        var width = features;
        for (var i = 0; i < shape.Widths.Count; i++)
        {
            layers.Add(new Linear { Name = $"hidden{i}", InFeatures = width, OutFeatures = shape.Widths[i] });
            layers.Add(new Relu { Name = $"relu{i}" });
            width = shape.Widths[i];
        }

        layers.Add(shape.Skip
            ? new Linear { Name = "label", Input = "flatten", InFeatures = features, OutFeatures = 10 } // a name of the graph's own
            : new Linear { Name = "label", InFeatures = width, OutFeatures = 10 });
        return new NetworkSpec { Name = "made-up", Input = shape.Input, Layers = layers };
    }
}
