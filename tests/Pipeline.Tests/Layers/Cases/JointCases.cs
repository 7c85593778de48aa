using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class JointCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Add>("torch.add", dice => Joint(dice, dice.Between(2, 4), names => new Add { Name = "layer", Inputs = names })),
        Of<Subtract>("torch.sub", dice => Joint(dice, 2, names => new Subtract { Name = "layer", Inputs = names })),
        Of<Multiply>("torch.mul", dice => Joint(dice, dice.Between(2, 4), names => new Multiply { Name = "layer", Inputs = names })),
        // a mean near 0 has no digits left to divide by
        Of<Divide>("torch.div", dice => Joint(dice, 2, names => new Divide { Name = "layer", Inputs = [names[0], dice.OneOf(NetworkSpec.InputName, "bent", "leaky")] })),
        Of<Maximum>("torch.maximum", dice => Joint(dice, dice.Between(2, 4), names => new Maximum { Name = "layer", Inputs = names })),
        Of<Minimum>("torch.minimum", dice => Joint(dice, dice.Between(2, 4), names => new Minimum { Name = "layer", Inputs = names })),
        Of<Concatenate>("torch.cat", dice =>
        {
            var shape = dice.Shape();
            var dim = dice.Axis(shape.Count);
            var size = shape[dim < 0 ? dim + shape.Count : dim - 1];
            return Branches(
                shape,
                [new Tanh { Name = "bent" }, new Narrow { Name = "part", Dim = dim, Start = dice.Below(size), Length = 1 }],
                new Concatenate(dim) { Name = "layer", Inputs = Names(dice, dice.Between(2, 4), NetworkSpec.InputName, "bent", "part") });
        }),
        Of<MatMul>("torch.matmul", dice =>
        {
            var shape = dice.Shape(dice.Between(2, 4));
            var axes = Enumerable.Range(0, shape.Count + 1).ToArray();
            (axes[^1], axes[^2]) = (axes[^2], axes[^1]);
            return Branches(
                shape,
                [new Permute { Name = "turned", Dims = axes }, new Mean(KeepDim: true) { Name = "mean", Dims = [-2] }],
                new MatMul { Name = "layer", Inputs = [dice.OneOf(NetworkSpec.InputName, "mean"), "turned"] });
        }),
        Of<CosineSimilarity>("CosineSimilarity", dice =>
        {
            var shape = dice.Shape(dice.Between(2, 4));
            return Joint(dice, 2, names => new CosineSimilarity(dice.Axis(shape.Count), dice.OneOf(1e-8, 0.1, 1)) { Name = "layer", Inputs = names }, shape);
        }),
        Of<PairwiseDistance>("PairwiseDistance", dice => Joint(
            dice,
            2,
            names => new PairwiseDistance(dice.OneOf(2, 1, 3, 0.5, 2.5), dice.OneOf(1e-6, 0.1), dice.Coin()) { Name = "layer", Inputs = names },
            dice.Shape(dice.Between(2, 4)))),
        Of<Bilinear>("Bilinear", dice =>
        {
            var (input, first, second) = (dice.Between(1, 12), dice.Between(1, 9), dice.Between(1, 9));
            return Branches(
                [input],
                [new Linear { Name = "one", InFeatures = input, OutFeatures = first }, new Linear { Name = "two", InFeatures = input, OutFeatures = second }],
                new Bilinear(dice.Coin()) { Name = "layer", Inputs = ["one", "two"], In1Features = first, In2Features = second, OutFeatures = dice.Between(1, 6) });
        }),
    ];

    // values of several ranges, made from one input; of one axis a mean, which stands for all of it
    private static NetworkSpec Joint(Dice dice, int count, Func<IReadOnlyList<string>, LayerSpec> layer, IReadOnlyList<int>? shape = null)
    {
        shape ??= dice.Shape();
        return Branches(
            shape,
            [new Tanh { Name = "bent" }, new LeakyRelu(dice.Real(0, 1)) { Name = "leaky" }, new Mean(KeepDim: true) { Name = "mean", Dims = [dice.Axis(shape.Count)] }],
            layer(Names(dice, count, NetworkSpec.InputName, "bent", "leaky", "mean")));
    }

    private static string[] Names(Dice dice, int count, params string[] known) => [.. Enumerable.Range(0, count).Select(_ => dice.OneOf(known))];

    private static NetworkSpec Branches(IReadOnlyList<int> input, LayerSpec[] branches, LayerSpec joint) => new()
    {
        Name = "parity",
        Input = input,
        Layers = [.. branches.Select(branch => branch with { Input = NetworkSpec.InputName }), joint],
    };
}
