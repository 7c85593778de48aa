using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class ActivationCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Anywhere("ReLU", _ => new Relu { Name = "layer" }),
        Anywhere("ReLU6", _ => new Relu6 { Name = "layer" }),
        Anywhere("LeakyReLU", dice => new LeakyRelu(dice.Real(0, 1)) { Name = "layer" }),
        Anywhere("RReLU", dice => new RRelu(dice.Real(0, 0.4), dice.Real(0.4, 1)) { Name = "layer" }),
        Of<PRelu>("PReLU", dice =>
        {
            var shape = dice.Shape();
            return Large(dice, shape, new PRelu(dice.OneOf(1, shape[0])) { Name = "layer" });
        }),
        Anywhere("ELU", dice => new Elu(dice.Real(0, 3)) { Name = "layer" }),
        Anywhere("CELU", dice => new Celu(dice.Real(0.1, 3)) { Name = "layer" }),
        Anywhere("SELU", _ => new Selu { Name = "layer" }),
        Anywhere("Threshold", dice => new Thresholded { Name = "layer", Threshold = dice.Real(-3, 3), Value = dice.Real(-20, 20) }),
        Anywhere("GELU", dice => new Gelu(dice.OneOf(GeluForm.None, GeluForm.Tanh)) { Name = "layer" }),
        Anywhere("SiLU", _ => new Silu { Name = "layer" }),
        Anywhere("Mish", _ => new Mish { Name = "layer" }),
        Anywhere("Sigmoid", _ => new Sigmoid { Name = "layer" }),
        Anywhere("LogSigmoid", _ => new LogSigmoid { Name = "layer" }),
        Anywhere("Tanh", _ => new Tanh { Name = "layer" }),
        Anywhere("Tanhshrink", _ => new Tanhshrink { Name = "layer" }),
        Anywhere("Softsign", _ => new Softsign { Name = "layer" }),
        Anywhere("Softplus", dice => new Softplus(dice.OneOf(1, dice.Real(0.1, 5)), dice.OneOf(20, dice.Real(-1, 25))) { Name = "layer" }),
        Anywhere("Hardsigmoid", _ => new Hardsigmoid { Name = "layer" }),
        Anywhere("Hardswish", _ => new Hardswish { Name = "layer" }),
        Anywhere("Hardtanh", dice => new Hardtanh(dice.Real(-3, 0.5), dice.Real(0.5, 3)) { Name = "layer" }),
        Anywhere("Hardshrink", dice => new Hardshrink(dice.Real(0, 2)) { Name = "layer" }),
        Anywhere("Softshrink", dice => new Softshrink(dice.Real(0, 2)) { Name = "layer" }),
        Along("Softmax", dim => new Softmax { Name = "layer", Dim = dim }),
        Of<Softmax2d>("Softmax2d", dice => Large(dice, dice.Shape(3), new Softmax2d { Name = "layer" })),
        Along("LogSoftmax", dim => new LogSoftmax { Name = "layer", Dim = dim }),
        Along("Softmin", dim => new Softmin { Name = "layer", Dim = dim }),
        Along("GLU", dim => new Glu { Name = "layer", Dim = dim }, parts: 2),
    ];

    private static LayerCase Anywhere<T>(string module, Func<Dice, T> layer)
        where T : LayerSpec => Of<T>(module, dice => Large(dice, dice.Shape(), layer(dice)));

    private static LayerCase Along<T>(string module, Func<int, T> layer, int parts = 1)
        where T : LayerSpec => Of<T>(module, dice =>
    {
        var shape = dice.Shape().ToArray();
        var place = dice.Below(shape.Length);
        shape[place] *= parts;
        return Large(dice, shape, layer(dice.OneOf(place + 1, place - shape.Length)));
    });

    // values far from 0, where the ends of a function show, come by scaling the input's ±2 up
    private static NetworkSpec Large(Dice dice, IReadOnlyList<int> shape, LayerSpec layer) =>
        dice.Below(4) > 0 ? Alone(shape, layer) : new NetworkSpec
        {
            Name = "parity",
            Input = shape,
            Layers =
            [
                .. Enumerable.Range(1, 5).Select(power => new Add { Name = $"double{power}", Inputs = power == 1 ? [NetworkSpec.InputName, NetworkSpec.InputName] : [$"double{power - 1}", $"double{power - 1}"] }),
                layer,
            ],
        };
}
