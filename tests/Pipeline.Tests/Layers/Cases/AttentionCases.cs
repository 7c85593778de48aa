using Toolchain.Contracts.Networks;
using Toolchain.TestKit;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class AttentionCases
{
    // normalization magnifies the rounding of two or three values that happen to be nearly equal, in libtorch too
    private const int LeastFeatures = 4;

    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<MultiheadAttention>("MultiheadAttention", dice => dice.Coin() ? Self(dice) : Several(dice)),
        Of<TransformerEncoderLayer>("TransformerEncoderLayer", dice =>
        {
            var heads = dice.Between(1, 3);
            var layer = new TransformerEncoderLayer(dice.Between(1, 12), 0.1, dice.OneOf(FeedforwardActivation.Relu, FeedforwardActivation.Gelu), dice.Coin(), dice.OneOf(1e-5, 1e-3))
            {
                Name = "layer",
                DModel = heads * dice.Between(LeastFeatures, 8),
                Nhead = heads,
                BatchFirst = dice.Coin(),
            };
            return Alone([dice.Between(1, 6), layer.DModel], layer);
        }),
        Of<TransformerEncoder>("TransformerEncoder", dice =>
        {
            var heads = dice.Between(1, 3);
            var layer = new TransformerEncoder(dice.Between(1, 12), 0.1, dice.OneOf(FeedforwardActivation.Relu, FeedforwardActivation.Gelu), dice.Coin())
            {
                Name = "layer",
                DModel = heads * dice.Between(LeastFeatures, 8),
                Nhead = heads,
                NumLayers = dice.Between(1, 3),
                BatchFirst = dice.Coin(),
            };
            return Alone([dice.Between(1, 6), layer.DModel], layer);
        }),
    ];

    private static NetworkSpec Self(Dice dice)
    {
        var heads = dice.Between(1, 4);
        var layer = new MultiheadAttention(dice.Coin(), 0.1) { Name = "layer", EmbedDim = heads * dice.Between(1, 5), NumHeads = heads, BatchFirst = dice.Coin() };
        return Alone([dice.Between(1, 7), layer.EmbedDim], layer);
    }

    // key and value of other features, and with the batch in front of another length, come from one input in another shape
    private static NetworkSpec Several(Dice dice)
    {
        var (heads, isFirst) = (dice.Between(1, 4), dice.Coin());
        var (features, key, value) = (heads * dice.Between(1, 5), dice.Between(1, 8), dice.Between(1, 8));
        var time = dice.Between(1, 5);
        var length = isFirst ? dice.Between(1, 5) : time;
        return new NetworkSpec
        {
            Name = "parity",
            Input = [16],
            Layers =
            [
                Dense("q", time * features),
                new Reshape { Name = "query", Shape = [time, features] },
                Dense("k", length * key),
                new Reshape { Name = "key", Shape = [length, key] },
                Dense("v", length * value),
                new Reshape { Name = "value", Shape = [length, value] },
                new MultiheadAttention(dice.Coin(), 0, key, value, ["query", "key", "value"]) { Name = "layer", EmbedDim = features, NumHeads = heads, BatchFirst = isFirst },
            ],
        };

        static Linear Dense(string name, int features) => new() { Name = name, Input = NetworkSpec.InputName, InFeatures = 16, OutFeatures = features };
    }
}
