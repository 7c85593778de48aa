using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class ActivationCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Anywhere("ReLU", _ => new Relu { Name = "layer" }),
        Anywhere("LeakyReLU", dice => new LeakyRelu(dice.Real(0, 1)) { Name = "layer" }),
        Anywhere("ELU", dice => new Elu(dice.Real(0, 3)) { Name = "layer" }),
        Anywhere("GELU", _ => new Gelu { Name = "layer" }),
        Anywhere("SiLU", _ => new Silu { Name = "layer" }),
        Anywhere("Sigmoid", _ => new Sigmoid { Name = "layer" }),
        Anywhere("Tanh", _ => new Tanh { Name = "layer" }),
    ];

    private static LayerCase Anywhere<T>(string module, Func<Dice, T> layer)
        where T : LayerSpec => Of<T>(module, dice => Alone(dice.Shape(), layer(dice)));
}
