using System.Text.Json;
using Toolchain.Contracts;
using Toolchain.Contracts.Networks;
using Toolchain.Exporter.Parity;

namespace Toolchain.Pipeline.Tests.Layers;

/// <summary>A hundred random configurations of each kind of layer: ONNX Runtime answers on our graph as TorchSharp does.</summary>
public class LayerParityTests
{
    // wider than between two programs in float32, which lose alike where two values that nearly are equal are normalized
    private const double PlainTolerance = 1e-4;

    public static TheoryData<string> Kinds => [.. LayerCases.All.Select(known => known.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_answers_in_ONNX_Runtime_as_in_TorchSharp(string kind)
    {
        var (error, where) = LayerParity.Measure(LayerCases.Of(kind));

        Assert.True(error <= ParityGate.Tolerance, $"{kind} differs by {error} of its scale; {where}");
        Assert.True(LayersDocument.IsAccepted || error <= LayersDocument.Bound(kind), $"{kind} differs by {error} of its scale, more than docs/layers.md says; {where}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_answers_in_plain_loops_as_in_TorchSharp(string kind)
    {
        var (error, where, unwritten) = LayerParity.MeasurePlain(LayerCases.Of(kind));

        Assert.True(error <= PlainTolerance, $"{kind} differs by {error} of its scale; {where}");
        Assert.All(unwritten, network => Assert.Contains(network.Layers, layer => layer.MixesSamples || layer is Upsample { Mode: UpsampleMode.Bicubic }));
    }

    [Fact]
    public void Every_kind_of_layer_has_a_case() =>
        Assert.Equal(
            typeof(LayerSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSpec)) && !type.IsAbstract).Select(LayerCase.KindOf).Order(),
            LayerCases.All.Select(known => known.Kind).Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_case_draws_its_kind_in_many_forms(string kind)
    {
        var known = LayerCases.Of(kind);

        var networks = Enumerable.Range(0, LayerParity.Configurations).Select(seed => LayerParity.Network(known, (uint)seed)).ToArray();

        Assert.All(networks, network => Assert.Contains(network.Layers, layer => layer.GetType() == known.Layer));
        Assert.All(networks, network => Assert.Equal(JsonSerializer.Serialize(network, ContractsJson.Default.NetworkSpec), network.ToJson()));
        Assert.All(networks, network => Assert.Equal(network.ToJson(), NetworkSpec.FromJson(network.ToJson()).ToJson()));
        Assert.True(networks.Select(network => network.ToJson()).Distinct().Count() > LayerParity.Configurations / 5, "the configurations hardly differ");
    }
}
