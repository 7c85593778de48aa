using Toolchain.Contracts.Networks;
using Toolchain.Trainer.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.Trainer.Tests.Networks;

/// <summary>Our functions, against the modules of TorchSharp that they stand for.</summary>
public class ActivationModuleTests
{
    public static TheoryData<LayerSpec, Func<Module<Tensor, Tensor>>> Pairs => new()
    {
        { new Relu { Name = "a" }, () => ReLU() },
        { new Relu6 { Name = "a" }, () => ReLU6() },
        { new LeakyRelu(0.3) { Name = "a" }, () => LeakyReLU(0.3) },
        { new Elu(0.7) { Name = "a" }, () => ELU(0.7) },
        { new Celu(0.7) { Name = "a" }, () => CELU(0.7) },
        { new Selu { Name = "a" }, () => SELU() },
        { new Thresholded { Name = "a", Threshold = 0.5, Value = -2 }, () => Threshold(0.5, -2) },
        { new Gelu { Name = "a" }, () => GELU() },
        { new Gelu(GeluForm.Tanh) { Name = "a" }, () => GELU(TorchSharp.Modules.GELU.Approximate.tanh) },
        { new Silu { Name = "a" }, () => SiLU() },
        { new Contracts.Networks.Mish { Name = "a" }, () => Mish() },
        { new Contracts.Networks.Sigmoid { Name = "a" }, () => Sigmoid() },
        { new Contracts.Networks.LogSigmoid { Name = "a" }, () => LogSigmoid() },
        { new Contracts.Networks.Tanh { Name = "a" }, () => Tanh() },
        { new Contracts.Networks.Tanhshrink { Name = "a" }, () => Tanhshrink() },
        { new Contracts.Networks.Softsign { Name = "a" }, () => Softsign() },
        { new Contracts.Networks.Softplus { Name = "a" }, () => Softplus() },
        { new Contracts.Networks.Softplus(2.5, 4) { Name = "a" }, () => Softplus(2.5, 4) },
        { new Contracts.Networks.Hardsigmoid { Name = "a" }, () => Hardsigmoid() },
        { new Contracts.Networks.Hardswish { Name = "a" }, () => Hardswish() },
        { new Contracts.Networks.Hardtanh(-0.5, 2) { Name = "a" }, () => Hardtanh(-0.5, 2, inplace: true) }, // TorchSharp 0.107 clamps only in place
        { new Contracts.Networks.Hardshrink(0.8) { Name = "a" }, () => Hardshrink(0.8) },
        { new Contracts.Networks.Softshrink(0.8) { Name = "a" }, () => Softshrink(0.8) },
        { new Contracts.Networks.Softmax { Name = "a", Dim = 2 }, () => Softmax(2) },
        { new Contracts.Networks.LogSoftmax { Name = "a", Dim = -1 }, () => LogSoftmax(-1) },
        { new Contracts.Networks.Softmin { Name = "a", Dim = 1 }, () => Softmin(1) },
        { new Contracts.Networks.Softmax2d { Name = "a" }, () => Softmax2d() },
        { new Contracts.Networks.Glu { Name = "a", Dim = 3 }, () => GLU(3) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_function_answers_as_the_module_it_stands_for(LayerSpec layer, Func<Module<Tensor, Tensor>> make)
    {
        using var scope = NewDisposeScope();
        using var module = make();
        var input = linspace(-40, 40, 2 * 3 * 4 * 6).reshape(2, 3, 4, 6);

        var ours = TorchLayers.Bind(layer, new Dictionary<string, Tensor>())([input], null);
        var theirs = module.call(input.clone());

        Assert.Equal(theirs.shape, ours.shape);
        Assert.All(ours.data<float>().Zip(theirs.data<float>()), pair => Assert.Equal(pair.Second, pair.First, Math.Max(1, Math.Abs(pair.Second)) * 1e-6f));
    }
}
