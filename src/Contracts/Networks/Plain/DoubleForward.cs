using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Networks.Plain;

/// <summary>A network's answers in double precision, written as plainly as possible: what libtorch and ONNX Runtime are held against, and what tells which layer of a model is wrong.</summary>
public static class DoubleForward
{
    /// <summary>What every layer gives for one sample.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="sample">What it reads, row-major.</param>
    /// <param name="given">What a layer gives whose kind is not written here; null, or an answer of null: nobody knows.</param>
    /// <returns>By layer, in their order; up to the first that nobody knows.</returns>
    /// <exception cref="NotSupportedException">Nobody knows, and nobody was asked.</exception>
    public static IReadOnlyDictionary<string, double[]> Values(NetworkSpec network, IReadOnlyDictionary<string, TensorData> weights, double[] sample, Func<LayerSpec, double[]?>? given)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        var shapes = network.OutputShapes().Zip(network.Layers).ToDictionary(pair => pair.Second.Name, pair => pair.First);
        shapes[NetworkSpec.InputName] = network.Input;
        var values = new OrderedDictionary<string, double[]> { [NetworkSpec.InputName] = sample };
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            var read = network.InputsOf(i);
            try
            {
                values[layer.Name] = Answer(layer, weights, [.. read.Select(name => new Planes(values[name], shapes[name]))], shapes[layer.Name]);
            }
            catch (NotSupportedException) when (given is not null)
            {
                if (given(layer) is not { } answer)
                {
                    break;
                }

                values[layer.Name] = answer;
            }
        }

        values.Remove(NetworkSpec.InputName);
        return values;
    }

    private static double[] Answer(LayerSpec layer, IReadOnlyDictionary<string, TensorData> weights, Planes[] read, IReadOnlyList<int> shape)
    {
        var input = read[0];
        double[] Own(string name) => [.. weights[$"{layer.Name}.{name}"].Floats.ToArray().Select(value => (double)value)];
        return layer switch
        {
            Flatten or Reshape or Unflatten or Identity or RandomZeros => input.Values,
            Linear linear => [.. input.Values.Chunk(linear.InFeatures).SelectMany(row => Product(Own("weight"), linear.Bias ? Own("bias") : new double[linear.OutFeatures], row))],
            Conv2d { PaddingMode: PaddingMode.Zeros } conv => Convolution(conv, Own("weight"), conv.Bias ? Own("bias") : new double[conv.OutChannels], input, shape),
            BatchNorm { HasWeights: true } norm => Normalized(norm, Own("weight"), Own("bias"), Own("running_mean"), Own("running_var"), input),
            MaxPool2d { CeilMode: false } or AvgPool2d { CeilMode: false, DivisorOverride: null } => Pooled((Pooling)layer, input, shape),
            GlobalAvgPool2d => [.. Enumerable.Range(0, input.Channels).Select(channel => input.Channel(channel).Average())],
            Activation activation => [.. input.Values.Select(value => Bent(activation, value))],
            Add when read.All(values => values.Values.Length == input.Values.Length) => [.. input.Values.Select((_, place) => read.Sum(values => values.Values[place]))],
            _ => throw new NotSupportedException($"{layer}"), // or with options that are not written here
        };
    }

    private static double[] Product(double[] matrix, double[] bias, double[] input) =>
        [.. bias.Select((start, row) => start + input.Select((value, column) => value * matrix[(row * input.Length) + column]).Sum())];

    private static double[] Convolution(Conv2d conv, double[] weight, double[] bias, Planes input, IReadOnlyList<int> shape)
    {
        var (inPart, outPart) = (conv.InChannels / conv.Groups, conv.OutChannels / conv.Groups);
        var places = conv.Window() is { Kernel: [var height, var width] } ? height * width : 0;
        return Windows(conv, shape, (channel, window) =>
        {
            var sum = bias[channel];
            foreach (var (row, column, place) in window)
            {
                for (var c = 0; c < inPart; c++)
                {
                    sum += input[(channel / outPart * inPart) + c, row, column] * weight[(((channel * inPart) + c) * places) + place];
                }
            }

            return sum;
        });
    }

    private static double[] Pooled(Pooling pooling, Planes input, IReadOnlyList<int> shape) => Windows(pooling, shape, (channel, window) =>
    {
        var inside = window.Where(place => input.Holds(place.Row, place.Column)).Select(place => input[channel, place.Row, place.Column]).ToArray();
        return pooling is AvgPool2d mean ? inside.Sum() / (mean.CountPadding ? window.Count : inside.Length) : inside.Max();
    });

    private static double[] Windows(SlidingLayer layer, IReadOnlyList<int> shape, Func<int, List<(int Row, int Column, int Place)>, double> answer)
    {
        var stand = layer.Window();
        var (kernel, stride, dilation, padding) = (stand.Kernel, stand.Stride, stand.Dilation, stand.Before);
        var output = new List<double>();
        for (var channel = 0; channel < shape[0]; channel++)
        {
            for (var place = 0; place < shape[1] * shape[2]; place++)
            {
                var (top, left) = ((place / shape[2] * stride[0]) - padding[0], (place % shape[2] * stride[1]) - padding[1]);
                output.Add(answer(channel, [.. Enumerable.Range(0, kernel[0] * kernel[1]).Select(k =>
                    (top + (k / kernel[1] * dilation[0]), left + (k % kernel[1] * dilation[1]), k))]));
            }
        }

        return [.. output];
    }

    private static double[] Normalized(BatchNorm norm, double[] weight, double[] bias, double[] mean, double[] variance, Planes input)
    {
        var area = input.Values.Length / norm.Features;
        return [.. input.Values.Select((value, place) => place / area is var c ? ((value - mean[c]) / Math.Sqrt(variance[c] + norm.Epsilon) * weight[c]) + bias[c] : 0)];
    }

    private static double Bent(Activation activation, double x) => activation switch
    {
        Relu => Math.Max(0, x),
        LeakyRelu leaky => x > 0 ? x : leaky.Slope * x,
        Elu elu => x > 0 ? x : elu.Alpha * (Math.Exp(x) - 1),
        RRelu random => x > 0 ? x : random.Slope * x,
        Relu6 => Math.Clamp(x, 0, 6),
        Celu celu => x > 0 ? x : celu.Alpha * (Math.Exp(x / celu.Alpha) - 1),
        Selu => Selu.Scale * (x > 0 ? x : Selu.Alpha * (Math.Exp(x) - 1)),
        Thresholded cut => x > cut.Threshold ? x : cut.Value,
        Gelu { Approximate: GeluForm.Tanh } => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        Gelu => x * NormalDistribution(x),
        Silu => x / (1 + Math.Exp(-x)),
        Sigmoid => 1 / (1 + Math.Exp(-x)),
        LogSigmoid => -Math.Log(1 + Math.Exp(-x)),
        Tanh => Math.Tanh(x),
        Tanhshrink => x - Math.Tanh(x),
        Softsign => x / (1 + Math.Abs(x)),
        Softplus soft => soft.Beta * x > soft.Threshold ? x : Math.Log(1 + Math.Exp(soft.Beta * x)) / soft.Beta,
        Mish => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        Hardsigmoid => Math.Clamp((x + 3) / 6, 0, 1),
        Hardswish => x * Math.Clamp((x + 3) / 6, 0, 1),
        Hardtanh hard => Math.Clamp(x, hard.MinVal, hard.MaxVal),
        Hardshrink shrink => Math.Abs(x) > shrink.Lambda ? x : 0,
        Softshrink shrink => Math.Sign(x) * Math.Max(0, Math.Abs(x) - shrink.Lambda),
        _ => throw new NotSupportedException(activation.GetType().Name),
    };

    // Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …) (Marsaglia, 2004); beyond ±8 it is 0 or 1 in double
    private static double NormalDistribution(double x)
    {
        if (Math.Abs(x) > 8)
        {
            return x > 0 ? 1 : 0;
        }

        var (sum, term) = (x, x);
        for (var i = 3; Math.Abs(term) > 1e-17; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>Pictures of several channels; beyond their edge everything is 0.</summary>
    private sealed record Planes(double[] Values, IReadOnlyList<int> Shape)
    {
        public int Channels => Shape[0];

        private int Area => Shape[1] * Shape[2];

        public double this[int channel, int row, int column] => Holds(row, column) ? Values[(channel * Area) + (row * Shape[2]) + column] : 0;

        public bool Holds(int row, int column) => row >= 0 && row < Shape[1] && column >= 0 && column < Shape[2];

        public IEnumerable<double> Channel(int channel) => Values.Skip(channel * Area).Take(Area);
    }
}
