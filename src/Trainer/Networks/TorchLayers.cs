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
        Tensor? Maybe(string name) => parameters.GetValueOrDefault($"{layer.Name}.{name}");
        return layer switch
        {
            Flatten flatten => Each(TorchShapes.Bind(flatten)),
            Reshape reshape => Each(TorchShapes.Bind(reshape)),
            Unflatten unflatten => Each(TorchShapes.Bind(unflatten)),
            Identity => Each(input => input),
            Permute permute => Each(TorchShapes.Bind(permute)),
            Mean mean => Each(TorchShapes.Bind(mean)),
            Narrow narrow => Each(TorchShapes.Bind(narrow)),
            PaddingLayer padding => Each(TorchShapes.Bind(padding)),
            Upsample upsample => Each(TorchShapes.Bind(upsample)),
            PixelShuffle shuffle => Each(input => pixel_shuffle(input, shuffle.UpscaleFactor)),
            PixelUnshuffle shuffle => Each(input => pixel_unshuffle(input, shuffle.DownscaleFactor)),
            ChannelShuffle shuffle => Each(input => input.channel_shuffle(shuffle.Groups)),
            Linear => Each(Dense(Own("weight"), Maybe("bias"))),
            Affine => Each(ScaleAndShift(Maybe("weight"), Maybe("bias"))),
            Convolution conv => Each(TorchConvolutions.Bind(conv, Own("weight"), Maybe("bias"))),
            TransposedConvolution conv => Each(TorchConvolutions.Bind(conv, Own("weight"), Maybe("bias"))),
            Unfold unfold => Each(TorchConvolutions.Bind(unfold)),
            Fold fold => Each(TorchConvolutions.Bind(fold)),
            BatchNorm norm => TorchNormalizations.Bind(norm, Maybe),
            InstanceNorm norm => TorchNormalizations.Bind(norm, Maybe),
            LayerNorm norm => Each(TorchNormalizations.Bind(norm, Maybe)),
            GroupNorm norm => Each(TorchNormalizations.Bind(norm, Maybe)),
            LocalResponseNorm norm => Each(TorchNormalizations.Bind(norm)),
            Pooling pooling => Each(TorchPools.Bind(pooling)),
            AdaptivePooling pooling => Each(TorchPools.Bind(pooling)),
            GlobalAvgPool2d => Each(input => input.mean([2, 3])),
            RandomZeros zeros => (inputs, training) => training is { } pass && zeros.Rate > 0 ? DropoutMask.Apply(zeros, inputs[0], pass) : inputs[0],
            Activation activation => TorchActivations.Bind(activation, Own),
            AxisActivation or Softmax2d => Each(TorchActivations.AlongAxis(layer)),
            Lookup lookup => Each(TorchLookups.Bind(lookup, Own("weight"))),
            Recurrence recurrence => TorchRecurrence.Bind(recurrence, Own),
            MultiheadAttention attention => new TorchAttention(attention, parameters).Run,
            EncoderBlocks encoder => TorchEncoder.Bind(encoder, parameters),
            Joint joint => TorchJoints.Bind(joint, Maybe),
            _ => throw new NotSupportedException($"layer '{layer.Name}' of kind {layer.GetType().Name} has no TorchSharp mapping"),
        };
    }

    private static LayerFunction Each(Func<Tensor, Tensor> function) => (inputs, _) => function(inputs[0]);

    // product first, bias after it, as Keras rounds; torch's fused linear begins its sums with the bias
    private static Func<Tensor, Tensor> Dense(Tensor weight, Tensor? bias) =>
        bias is null ? input => input.matmul(weight.t()) : input => input.matmul(weight.t()).add_(bias, Scalars.One);

    private static Func<Tensor, Tensor> ScaleAndShift(Tensor? weight, Tensor? bias) => input =>
    {
        var scaled = weight is null ? input : input.mul(weight);
        return bias is null ? scaled : scaled.add(bias, Scalars.One);
    };
}
