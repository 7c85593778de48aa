using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Libtorch;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.Trainer.Networks;

/// <summary>What each activation means to TorchSharp.</summary>
internal static class TorchActivations
{
    /// <summary>Binds an activation to its parameters.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="own">Finds a parameter of the layer by its own name.</param>
    public static LayerFunction Bind(Activation activation, Func<string, Tensor> own) => activation switch
    {
        RRelu random => Random(random),
        PRelu => Learned(own("weight")),
        _ => Each(Function(activation)),
    };

    /// <summary>The function of an activation that looks along an axis.</summary>
    public static Func<Tensor, Tensor> AlongAxis(LayerSpec layer) => layer switch
    {
        Softmax { Dim: var dim } => input => input.softmax(dim),
        LogSoftmax { Dim: var dim } => input => input.log_softmax(dim),
        Softmin { Dim: var dim } => input => input.neg().softmax(dim),
        Glu { Dim: var dim } => input => input.glu(dim),
        Softmax2d => input => input.softmax(1),
        _ => throw new NotSupportedException($"activation of kind {layer.GetType().Name} has no TorchSharp mapping"),
    };

    private static LayerFunction Each(Func<Tensor, Tensor> function) => (inputs, _) => function(inputs[0]);

    private static Func<Tensor, Tensor> Function(Activation activation) => activation switch
    {
        Relu => input => input.relu(),
        Relu6 => input => input.relu6(),
        LeakyRelu leaky => Leaky(leaky.Slope.ToScalar()),
        Elu bent => Bent(bent.Alpha.ToScalar()),
        Celu bent => Smooth(bent.Alpha.ToScalar()),
        Selu => input => input.selu(),
        Thresholded cut => Cut(cut.Threshold.ToScalar(), cut.Value.ToScalar()),
        Gelu { Approximate: GeluForm.Tanh } => input => input.gelu(TorchSharp.Modules.GELU.Approximate.tanh),
        Gelu => input => input.gelu(),
        Silu => input => input.silu(),
        Mish => input => input * SoftplusOf(input).tanh(),
        Sigmoid => input => input.sigmoid(),
        LogSigmoid => input => input.log_sigmoid(),
        Tanh => input => input.tanh(),
        Tanhshrink => input => input.add(input.tanh(), Scalars.MinusOne),
        Softsign => input => input / input.abs().add(Scalars.One, Scalars.One),
        Softplus soft => Rounded(soft.Beta.ToScalar(), soft.Threshold.ToScalar()),
        Hardsigmoid => input => input.hardsigmoid(),
        Hardswish => input => input.hardswish(),
        Hardtanh hard => Clamped(hard.MinVal.ToScalar(), hard.MaxVal.ToScalar()),
        Hardshrink { Lambda: var lambda } => input => nn.functional.hardshrink(input, lambda),
        Softshrink { Lambda: var lambda } => input => nn.functional.softshrink(input, lambda),
        _ => throw new NotSupportedException($"activation of kind {activation.GetType().Name} has no TorchSharp mapping"),
    };

    private static Func<Tensor, Tensor> Leaky(Scalar slope) => input => input.leaky_relu(slope);

    private static Func<Tensor, Tensor> Bent(Scalar alpha) => input => input.elu(alpha, Scalars.One, Scalars.One);

    private static Func<Tensor, Tensor> Smooth(Scalar alpha) => input => input.celu(alpha);

    private static Func<Tensor, Tensor> Cut(Scalar threshold, Scalar value) => input => input.threshold(threshold, value);

    private static Func<Tensor, Tensor> Rounded(Scalar beta, Scalar threshold) => input =>
    {
        var scaled = input.mul(beta);
        return where(scaled.gt(threshold), input, SoftplusOf(scaled).div(beta));
    };

    // TorchSharp's own softplus hides its numbers; ln(1 + eˣ) = −ln σ(−x), which neither overflows nor loses the gradient
    private static Tensor SoftplusOf(Tensor input) => input.neg().log_sigmoid().neg();

    // what hardtanh is; TorchSharp 0.107's own gives its input back unless it works in place
    private static Func<Tensor, Tensor> Clamped(Scalar least, Scalar most) => input => input.clamp(least, most);

    private static LayerFunction Learned(Tensor weight) => Each(input => input.prelu(weight));

    private static LayerFunction Random(RRelu random)
    {
        var mean = Leaky(random.Slope.ToScalar());
        return (inputs, training) => training is { } pass ? RandomSlopes.Apply(random, inputs[0], pass) : mean(inputs[0]);
    }
}
