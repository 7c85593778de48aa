using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;

namespace Toolchain.TestKit;

/// <summary>A convolutional network whose layers and options are drawn from a seed: every kind there is comes up, joined as a user might.</summary>
public static class ChanceNetwork
{
    /// <summary>The network of a seed: pictures first, then rows, then ten logits.</summary>
    public static NetworkSpec Make(uint seed)
    {
        var dice = new Dice(seed);
        IReadOnlyList<int> input = dice.Below(2) == 0 ? [28, 28] : [1, 28, 28];
        var layers = new List<LayerSpec>();
        var shape = input;
        void Append(LayerSpec layer) // the shape after it, as the network itself infers it
        {
            layers.Add(layer);
            shape = new NetworkSpec { Name = "part", Input = input, Layers = [.. layers, new Flatten { Name = "probe" }] }.OutputShapes()[^2];
        }

        if (input.Count == 2)
        {
            Append(new Reshape { Name = "picture", Shape = [1, 28, 28] });
        }

        // so much of a picture goes at once that the plain loops of the tests have little to do
        Append(new Conv2d(Stride: new Sizes(2 + dice.Below(2), 2 + dice.Below(2)), Padding: new Sizes(dice.Below(3), dice.Below(3)), Bias: dice.Below(2) == 0)
        {
            Name = "first",
            InChannels = 1,
            OutChannels = 2 * (1 + dice.Below(3)),
            Kernel = new Sizes(1 + dice.Below(5), 1 + dice.Below(5)),
        });
        for (var i = 0; i < 3 + dice.Below(4); i++)
        {
            Append(OnPictures(dice, $"p{i}", shape, layers[^1].Name));
        }

        Append(dice.Below(2) == 0 ? new GlobalAvgPool2d { Name = "mean" } : new Flatten { Name = "flat" });
        for (var i = 0; i < dice.Below(3); i++)
        {
            Append(OnRows(dice, $"r{i}", shape[0]));
        }

        Append(new Linear(Bias: dice.Below(2) == 0) { Name = "end", InFeatures = shape[0], OutFeatures = 10 });
        return new NetworkSpec { Name = $"chance {seed}", Input = input, Layers = layers };
    }

    /// <summary>Weights as a training might leave them: of both signs, with positive variances.</summary>
    public static Dictionary<string, TensorData> Weights(NetworkSpec network, uint seed)
    {
        var dice = new Dice(seed ^ 0xABCDEF);
        return network.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter =>
            {
                var (low, high) = parameter.Name.EndsWith("running_var", StringComparison.Ordinal) ? (0.1f, 2f) : (-0.5f, 0.5f);
                var values = Enumerable.Range(0, parameter.Count).Select(_ => low + ((high - low) * dice.Below(1001) / 1000f));
                return TensorData.Of([.. values], [.. parameter.Shape.Select(size => (long)size)]);
            });
    }

    /// <summary>Raw pixels of some images.</summary>
    public static byte[] Images(int count, uint seed)
    {
        var dice = new Dice(seed ^ 0x123456);
        return [.. Enumerable.Range(0, count * 784).Select(_ => (byte)dice.Below(256))];
    }

    private static LayerSpec OnPictures(Dice dice, string name, IReadOnlyList<int> shape, string previous)
    {
        var (channels, room) = (shape[0], Math.Min(shape[1], shape[2]));
        var window = 1 + dice.Below(Math.Min(3, room));
        return dice.Below(8) switch
        {
            0 or 1 when channels % 2 == 0 && room >= 3 => new Conv2d(Padding: dice.Below(2), Dilation: window == 1 ? 2 : 1, Groups: 1 + dice.Below(2), Bias: dice.Below(2) == 0)
            {
                Name = name,
                InChannels = channels,
                OutChannels = 4,
                Kernel = window,
            },
            2 => new BatchNorm2d(Epsilon: dice.Below(2) == 0 ? 1e-5 : 1e-3) { Name = name, Features = channels },
            3 when room >= 3 => new MaxPool2d(Stride: 1 + dice.Below(2), Padding: window / 2, Dilation: window == 2 ? 2 : 1) { Name = name, Kernel = window },
            4 => new AvgPool2d(Stride: dice.Below(2) == 0 ? null : 1, Padding: window / 2, CountPadding: dice.Below(2) == 0) { Name = name, Kernel = window },
            5 => new Dropout2d(0.3) { Name = name },
            6 => new Add { Name = name, Inputs = [previous, previous] },
            _ => Bent(dice, name),
        };
    }

    private static LayerSpec OnRows(Dice dice, string name, int features) => dice.Below(4) switch
    {
        0 => new BatchNorm1d { Name = name, Features = features },
        1 => new Linear(Bias: dice.Below(2) == 0) { Name = name, InFeatures = features, OutFeatures = 1 + dice.Below(12) },
        2 => new Dropout { Name = name },
        _ => Bent(dice, name),
    };

    // those without jumps, where a difference of the last bit would become a large one
    private static LayerSpec Bent(Dice dice, string name) => dice.Below(22) switch
    {
        0 or 1 => new Relu { Name = name },
        2 => new LeakyRelu(0.2) { Name = name },
        3 => new Elu(0.7) { Name = name },
        4 => new Gelu { Name = name },
        5 => new Gelu(GeluForm.Tanh) { Name = name },
        6 => new Silu { Name = name },
        7 => new Sigmoid { Name = name },
        8 => new Tanh { Name = name },
        9 => new Relu6 { Name = name },
        10 => new RRelu { Name = name },
        11 => new Celu(0.6) { Name = name },
        12 => new Selu { Name = name },
        13 => new LogSigmoid { Name = name },
        14 => new Tanhshrink { Name = name },
        15 => new Softsign { Name = name },
        16 => new Softplus(1.5) { Name = name },
        17 => new Mish { Name = name },
        18 => new Hardsigmoid { Name = name },
        19 => new Hardswish { Name = name },
        20 => new Hardtanh(-1.5, 2) { Name = name },
        _ => new Softshrink(0.1) { Name = name },
    };
}
