using Toolchain.Contracts.Networks;
using static Toolchain.Pipeline.Tests.Layers.LayerCase;

namespace Toolchain.Pipeline.Tests.Layers.Cases;

internal static class ShapeCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Of<Flatten>("Flatten", dice => Alone(dice.Shape(), new Flatten { Name = "layer" })),
        Of<Reshape>("Unflatten", dice =>
        {
            var shape = dice.Shape();
            return Alone([shape.Aggregate((product, size) => product * size)], new Reshape { Name = "layer", Shape = shape });
        }),
    ];
}
