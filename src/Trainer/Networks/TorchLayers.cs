using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Toolchain.Trainer.Networks;

/// <summary>What each <see cref="LayerSpec"/> means to TorchSharp.</summary>
internal static class TorchLayers
{
    /// <summary>Binds a layer to its parameters.</summary>
    public static LayerFunction Bind(LayerSpec layer, IReadOnlyDictionary<string, Tensor> parameters)
    {
        Tensor Own(string name) => parameters[$"{layer.Name}.{name}"];
        return layer switch
        {
            Flatten => Each(input => input.flatten(1)),
            Reshape reshape => Reshaped([-1, .. reshape.Shape.Select(size => (long)size)]),
            Linear linear => Each(Dense(Own("weight"), linear.Bias ? Own("bias") : null)),
            Conv2d conv => Each(Convolution(conv, Own("weight"), conv.Bias ? Own("bias") : null)),
            BatchNorm norm => Normalization(norm, Own("weight"), Own("bias"), Own("running_mean"), Own("running_var")),
            Pooling pooling => Each(Pool(pooling)),
            GlobalAvgPool2d => Each(input => input.mean([2, 3])),
            RandomZeros zeros => (inputs, training) => training is { } pass && zeros.Rate > 0 ? DropoutMask.Apply(zeros, inputs[0], pass) : inputs[0],
            Activation activation => TorchActivations.Bind(activation, Own),
            AxisActivation or Softmax2d => Each(TorchActivations.AlongAxis(layer)),
            Lookup lookup => Each(TorchLookups.Bind(lookup, Own("weight"))),
            Recurrence recurrence => TorchRecurrence.Bind(recurrence, Own),
            MultiheadAttention attention => new TorchAttention(attention, parameters).Run,
            EncoderBlocks encoder => TorchEncoder.Bind(encoder, parameters),
            Add => (inputs, _) => inputs.Skip(1).Aggregate(inputs[0], (sum, next) => sum.add(next, Scalars.One)),
            _ => throw new NotSupportedException($"layer '{layer.Name}' of kind {layer.GetType().Name} has no TorchSharp mapping"),
        };
    }

    private static LayerFunction Each(Func<Tensor, Tensor> function) => (inputs, _) => function(inputs[0]);

    private static LayerFunction Reshaped(long[] shape) => Each(input => input.reshape(shape));

    // product first, bias after it, as Keras rounds; torch's fused linear begins its sums with the bias
    private static Func<Tensor, Tensor> Dense(Tensor weight, Tensor? bias) =>
        bias is null ? input => input.matmul(weight.t()) : input => input.matmul(weight.t()).add_(bias, Scalars.One);

    private static Func<Tensor, Tensor> Convolution(Conv2d conv, Tensor weight, Tensor? bias)
    {
        var (stride, padding, dilation, groups) = (Pair(conv.Stride ?? 1), Pair(conv.Padding ?? 0), Pair(conv.Dilation ?? 1), (long)conv.Groups);
        return input => conv2d(ChannelsLast.Of(input), weight, bias, stride, padding, dilation, groups);
    }

    private static LayerFunction Normalization(BatchNorm norm, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance) =>
        (inputs, training) => batch_norm(inputs[0], runningMean, runningVariance, weight, bias, training is not null, norm.Momentum, norm.Epsilon);

    private static Func<Tensor, Tensor> Pool(Pooling pooling)
    {
        var (kernel, stride, padding, dilation) = (Pair(pooling.Kernel), Pair(pooling.Stride ?? pooling.Kernel), Pair(pooling.Padding ?? 0), Pair(pooling.Dilation ?? 1));
        return pooling switch
        {
            MaxPool2d => input => max_pool2d(input, kernel, stride, padding, dilation),
            AvgPool2d mean => input => avg_pool2d(input, kernel, stride, padding, ceil_mode: false, count_include_pad: mean.CountPadding),
            _ => throw new NotSupportedException($"pooling of kind {pooling.GetType().Name} has no TorchSharp mapping"),
        };
    }

    private static long[] Pair(Size2d size) => [size.Height, size.Width];
}
