using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Graph;
using Toolchain.Exporter.Graph.Onnx;
using Toolchain.Exporter.Parity;
using Toolchain.TestKit;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>Batch normalization behind every kind of convolution, and behind dense layers, goes into their weights.</summary>
public class NormalizationFoldTests
{
    [Theory]
    [InlineData("linear")]
    [InlineData("conv1d")]
    [InlineData("conv2d")]
    [InlineData("conv3d")]
    [InlineData("convtranspose1d")]
    [InlineData("convtranspose2d")]
    [InlineData("convtranspose3d")]
    public void Normalization_goes_into_what_is_linear_before_it(string kind)
    {
        var known = new LayerCase(typeof(BatchNorm), "", dice => Normalized(LayerCases.Of(kind), dice));

        var (error, where) = LayerParity.Measure(known);

        Assert.True(error <= ParityGate.Tolerance, $"{kind} differs by {error} of its scale; {where}");
        for (uint seed = 0; seed < LayerParity.Configurations; seed++)
        {
            var network = LayerParity.Network(known, seed);
            var model = ModelProto.Parser.ParseFrom(LayerParity.Simplified(LayerParity.Model(network, ChanceNetwork.Weights(network, seed), Opsets.Most)));
            Assert.DoesNotContain(model.Graph.Node, node => node.OpType == "BatchNormalization");
        }
    }

    // what it normalizes is the first axis, which of several rows is not the one that a dense layer gives, and zeros added to a product are no part of it
    private static NetworkSpec Normalized(LayerCase kind, Dice dice)
    {
        var network = kind.Draw(dice);
        var shape = network.OutputShapes()[0];
        while ((kind.Layer == typeof(Linear) && shape.Count > 1) || (network.Layers[0] is TransposedConvolution conv && conv.Extra().Zip(conv.Window().Stride).Any(pair => pair.First >= pair.Second)))
        {
            network = kind.Draw(dice);
            shape = network.OutputShapes()[0];
        }

        var affine = dice.OneOf<bool?>(null, true, false);
        LayerSpec norm = shape.Count switch
        {
            <= 2 => new BatchNorm1d(Affine: affine) { Name = "norm", Features = shape[0] },
            3 => new BatchNorm2d(Affine: affine) { Name = "norm", Features = shape[0] },
            _ => new BatchNorm3d(Affine: affine) { Name = "norm", Features = shape[0] },
        };
        return network with { Layers = [.. network.Layers, norm] };
    }
}
