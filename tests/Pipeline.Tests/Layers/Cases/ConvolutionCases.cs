using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class ConvolutionCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Conv2d>("Conv2d", dice =>
        {
            var groups = dice.Between(1, 3);
            var channels = groups * dice.Between(1, 3);
            return Alone([channels, dice.Between(7, 12), dice.Between(7, 12)], new Conv2d(
                Stride: dice.Between(1, 3),
                Padding: dice.Between(0, 2),
                Dilation: dice.Between(1, 2),
                Groups: groups,
                Bias: dice.Coin())
            {
                Name = "layer",
                InChannels = channels,
                OutChannels = groups * dice.Between(1, 3),
                Kernel = dice.Between(1, 4),
            });
        }),
    ];
}
