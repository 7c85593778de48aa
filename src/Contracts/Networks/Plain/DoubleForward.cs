using Toolchain.Contracts.Checkpoints;

namespace Toolchain.Contracts.Networks.Plain;

/// <summary>
/// A network's answers in double precision, written as plainly as possible from what PyTorch documents: what libtorch and ONNX Runtime are held against, what weights of
/// other programs are held against where these programs' answers are not at hand, and what tells which layer of a model is wrong.
/// </summary>
public static class DoubleForward
{
    /// <summary>What every layer gives for one sample.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="sample">What it reads, row-major.</param>
    /// <param name="given">What a layer gives that is not written here; null, or an answer of null: nobody knows.</param>
    /// <returns>By layer, in their order; up to the first that nobody knows.</returns>
    /// <exception cref="NotSupportedException">Nobody knows, and nobody was asked; the message names the layer.</exception>
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
            PlainValue[] read = [.. network.InputsOf(i).Select(name => new PlainValue(values[name], shapes[name]))];
            if ((Answer(layer, new PlainWeights(layer, weights), read, shapes[layer.Name]) ?? given?.Invoke(layer)) is { } answer)
            {
                values[layer.Name] = answer;
            }
            else if (given is null)
            {
                throw new NotSupportedException($"layer '{layer.Name}' ({layer.GetType().Name})");
            }
            else
            {
                break;
            }
        }

        values.Remove(NetworkSpec.InputName);
        return values;
    }

    /// <summary>About how many products the answer to one sample takes; a core does half a billion of them in a second.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="FormatException">The network cannot work.</exception>
    public static double Products(NetworkSpec network)
    {
        ArgumentNullException.ThrowIfNull(network);

        // a window's weights are used at every place where it stands, others at every step of a sequence
        return 1 + network.Layers.Zip(network.OutputShapes()).Sum(pair =>
            pair.First.Parameters.Sum(parameter => (double)parameter.Count) * (pair.First is SlidingLayer ? pair.Second.Skip(1) : pair.Second.SkipLast(1)).Aggregate(1.0, (product, size) => product * size));
    }

    // null: of a kind, or with options, that are not written here
    private static double[]? Answer(LayerSpec layer, PlainWeights own, PlainValue[] read, IReadOnlyList<int> shape) => layer switch
    {
        { MixesSamples: true } => null, // one sample does not decide the answer
        Flatten or Reshape or Unflatten or Identity or RandomZeros => read[0].Values,
        Linear or Affine or PRelu or Lookup or Bilinear => DenseLoops.Answer(layer, own, read, shape),
        Convolution or TransposedConvolution or Unfold or Fold => ConvolutionLoops.Answer(layer, own, read[0], shape),
        Pooling or AdaptivePooling or GlobalAvgPool2d => PoolingLoops.Answer(layer, read[0], shape),
        BatchNorm or InstanceNorm or LayerNorm or GroupNorm or LocalResponseNorm => NormalizationLoops.Answer(layer, own, read[0]),
        PaddingLayer or PixelShuffle or PixelUnshuffle or ChannelShuffle or Upsample or Permute or Narrow or Mean => ShapeLoops.Answer(layer, read[0], shape),
        Joint => JointLoops.Answer(layer, read, shape),
        Activation activation => [.. read[0].Values.Select(value => ActivationLoops.Bent(activation, value))],
        AxisActivation or Softmax2d => ActivationLoops.Along(layer, read[0], shape),
        Recurrence recurrence => RecurrentLoops.Answer(recurrence, own, read[0]),
        MultiheadAttention or EncoderBlocks => AttentionLoops.Answer(layer, own, read),
        _ => null,
    };
}
