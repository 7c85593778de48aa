using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class ShapeCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Flatten>("Flatten", dice =>
        {
            var shape = dice.Shape();
            var first = dice.Between(1, shape.Count);
            var last = dice.Between(first, shape.Count);
            return Alone(shape, dice.Coin() ? new Flatten { Name = "layer" } : new Flatten(first, dice.Coin() ? last : last - shape.Count - 1) { Name = "layer" });
        }),
        Of<Unflatten>("Unflatten", dice =>
        {
            var (shape, parts) = (dice.Shape(dice.Between(1, 3)), dice.Shape(dice.Between(1, 3)));
            var dim = dice.Axis(shape.Count);
            var place = dim < 0 ? dim + shape.Count : dim - 1;
            var open = dice.Between(-1, parts.Count - 1);
            return Alone(
                [.. shape.Take(place), parts.Aggregate((product, size) => product * size), .. shape.Skip(place + 1)],
                new Unflatten { Name = "layer", Dim = dim, Sizes = [.. parts.Select((size, at) => at == open ? -1 : size)] });
        }),
        Of<Reshape>("torch.reshape", dice =>
        {
            var shape = dice.Shape();
            return Alone([shape.Aggregate((product, size) => product * size)], new Reshape { Name = "layer", Shape = shape });
        }),
        Of<Identity>("Identity", dice => Alone(dice.Shape(), new Identity { Name = "layer" })),
        Of<Permute>("torch.permute", dice =>
        {
            var shape = dice.Shape();
            return Alone(shape, new Permute { Name = "layer", Dims = [0, .. Shuffled(dice, shape.Count)] });
        }),
        Of<Mean>("torch.mean", dice =>
        {
            var shape = dice.Shape();
            var keep = shape.Count == 1 || dice.Coin();
            var axes = Shuffled(dice, shape.Count).Take(dice.Between(1, keep ? shape.Count : shape.Count - 1));
            // of one sign: a mean near 0 has no digits left to compare
            var network = Alone(shape, new Mean(keep) { Name = "layer", Dims = [.. axes.Select(axis => dice.Coin() ? axis : axis - shape.Count - 1)] });
            return network with { Layers = [new Sigmoid { Name = "positive" }, .. network.Layers] };
        }),
        Of<Narrow>("torch.narrow", dice =>
        {
            var shape = dice.Shape();
            var dim = dice.Axis(shape.Count);
            var size = shape[dim < 0 ? dim + shape.Count : dim - 1];
            var first = dice.Below(size);
            return Alone(shape, new Narrow { Name = "layer", Dim = dim, Start = dice.Coin() ? first : first - size, Length = dice.Between(1, size - first) });
        }),
        Of<ChannelShuffle>("ChannelShuffle", dice =>
        {
            var groups = dice.Between(1, 5);
            return Alone(dice.Channels(groups * dice.Between(1, 5), dice.Between(1, 3)), new ChannelShuffle { Name = "layer", Groups = groups });
        }),
    ];

    private static int[] Shuffled(Dice dice, int axes)
    {
        var left = Enumerable.Range(1, axes).ToList();
        return [.. Enumerable.Range(0, axes).Select(_ =>
        {
            var axis = left[dice.Below(left.Count)];
            left.Remove(axis);
            return axis;
        })];
    }
}
