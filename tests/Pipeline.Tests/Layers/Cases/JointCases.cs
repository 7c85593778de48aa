using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class JointCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Add>("torch.add", dice => Joint(dice, names => new Add { Name = "layer", Inputs = names })),
    ];

    // values of several ranges, made from one input
    private static NetworkSpec Joint(Dice dice, Func<IReadOnlyList<string>, LayerSpec> layer) => new()
    {
        Name = "parity",
        Input = dice.Shape(),
        Layers =
        [
            new Tanh { Name = "bent" },
            new LeakyRelu(dice.Real(0, 1)) { Name = "leaky", Input = NetworkSpec.InputName },
            layer([.. Enumerable.Range(0, dice.Between(2, 4)).Select(_ => dice.OneOf(NetworkSpec.InputName, "bent", "leaky"))]),
        ],
    };
}
