using System.Runtime.InteropServices;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>The scales of a change of size, which is all that a graph says of the size that comes out.</summary>
public class UpsampleScaleTests
{
    [Fact]
    public void Scales_give_the_size_in_float_and_in_double() =>
        Assert.All(Enumerable.Range(1, 40).SelectMany(size => Enumerable.Range(1, 40).Select(places => (size, places))), pair =>
        {
            var network = LayerCase.Alone([1, pair.size], new Upsample(Size: pair.places, Mode: UpsampleMode.Linear) { Name = "layer" });

            var model = ModelProto.Parser.ParseFrom(LayerParity.Model(network with { Layers = [.. network.Layers, new Flatten { Name = "row" }] }, ChanceNetwork.Weights(network, 1), Opsets.Most));

            var scales = model.Graph.Node.Single(node => node.Output[0].EndsWith(".scales", StringComparison.Ordinal)).Attribute[0].T.RawData;
            var scale = MemoryMarshal.Cast<byte, float>(scales.Span)[^1];
            Assert.Equal((pair.places, pair.places), ((int)MathF.Floor(pair.size * scale), (int)Math.Floor(pair.size * (double)scale)));
        });
}
