using Toolchain.Contracts.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.TorchModules.Tests;

public class TorchSharpModulesTests
{
    static TorchSharpModulesTests() => NetworkCheckpoint.PrepareTorchSharp();

    // TorchSharp's classes that a module may hold and that are refused by name: no layer does what they do
    private static readonly string[] Refused =
    [
        "FractionalMaxPool2d", "FractionalMaxPool3d", "GRUCell", "LSTMCell", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "RNNCell",
        "Transformer", "TransformerDecoder", "TransformerDecoderLayer",
    ];

    [Fact]
    public void Every_module_of_TorchSharp_is_mapped_or_refused()
    {
        var modules = typeof(torch).Assembly.GetExportedTypes().Where(type =>
            type is { Namespace: "TorchSharp.Modules", IsAbstract: false, IsGenericType: false }
            && type.IsSubclassOf(typeof(nn.Module))
            && !type.Name.EndsWith("Loss", StringComparison.Ordinal)
            && type.Name is not ("Sequential" or "ParameterDict" or "ParameterList"));

        Assert.Equal(modules.Except(TorchSharpModules.Classes).Select(type => type.Name).Order(StringComparer.Ordinal), Refused);
    }

    [Fact]
    public void Options_of_activations_reach_their_layers()
    {
        var place = new ModulePlace("a", ["image"], [4], [4]);
        (nn.Module Module, LayerSpec Layer)[] pairs =
        [
            (nn.LeakyReLU(0.3), new LeakyRelu(0.3) { Name = "a" }),
            (nn.ELU(0.7), new Elu(0.7) { Name = "a" }),
            (nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh), new Gelu(GeluForm.Tanh) { Name = "a" }),
            (nn.Softplus(2, 10), new Softplus(2, 10) { Name = "a" }),
            (nn.Hardtanh(-2, 3), new Hardtanh(-2, 3) { Name = "a" }),
            (nn.Hardshrink(0.2), new Hardshrink(0.2) { Name = "a" }),
            (nn.Softshrink(0.2), new Softshrink(0.2) { Name = "a" }),
            (nn.Threshold(0.1, 20), new Thresholded { Name = "a", Threshold = 0.1, Value = 20 }),
            (nn.LogSoftmax(1), new LogSoftmax { Name = "a", Dim = 1 }),
        ];

        Assert.All(pairs, pair => Assert.Equal(pair.Layer, TorchSharpModules.Layers(pair.Module, place).Single()));
    }
}
