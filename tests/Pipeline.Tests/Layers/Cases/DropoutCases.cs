using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class DropoutCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Dropout>("Dropout", dice => Alone(dice.Shape(), new Dropout(dice.Real(0, 0.9)) { Name = "layer" })),
        Of<Dropout1d>("Dropout1d", dice => Alone(dice.Shape(2), new Dropout1d(dice.Real(0, 0.9)) { Name = "layer" })),
        Of<Dropout2d>("Dropout2d", dice => Alone(dice.Shape(3), new Dropout2d(dice.Real(0, 0.9)) { Name = "layer" })),
        Of<Dropout3d>("Dropout3d", dice => Alone(dice.Shape(4), new Dropout3d(dice.Real(0, 0.9)) { Name = "layer" })),
        Of<AlphaDropout>("AlphaDropout", dice => Alone(dice.Shape(), new AlphaDropout(dice.Real(0, 0.9)) { Name = "layer" })),
        Of<FeatureAlphaDropout>("FeatureAlphaDropout", dice => Alone(dice.Shape(dice.Between(2, 4)), new FeatureAlphaDropout(dice.Real(0, 0.9)) { Name = "layer" })),
    ];
}
