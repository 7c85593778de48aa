using CsCheck;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;

namespace Toolchain.Contracts.Tests.Networks;

public class NetworkSpecTests
{
    [Fact]
    public void A_network_survives_JSON() =>
        Gen.Int[1, 300].Array[1, 4].Sample(widths =>
        {
            var network = NetworkPresets.Parse($"mlp:{string.Join(',', widths)}");
            Assert.Equal(network.ToJson(), NetworkSpec.FromJson(network.ToJson()).ToJson());
        });

    [Fact]
    public void The_reference_has_its_101770_parameters_under_PyTorchs_names()
    {
        var parameters = NetworkPresets.Mlp.Parameters.ToArray();

        Assert.Equal(101_770, parameters.Sum(parameter => parameter.Count));
        Assert.Equal(["hidden.weight", "hidden.bias", "output.weight", "output.bias"], parameters.Select(parameter => parameter.Name));
        Assert.Equal([128, 784], parameters[0].Shape);
        Assert.Equal(10, NetworkPresets.Mlp.Classes);
    }

    [Fact]
    public void A_layer_reads_any_earlier_layer_by_name()
    {
        var network = NetworkPresets.Mlp with
        {
            Layers =
            [
                new Flatten { Name = "flatten" },
                new Linear { Name = "unused", InFeatures = 784, OutFeatures = 5 },
                new Linear { Name = "output", InFeatures = 784, OutFeatures = 10, Input = "flatten" },
            ],
        };

        Assert.Equal([10], network.OutputShapes()[^1]);
    }

    [Theory]
    [InlineData("""{"name":"n","input":[28,28],"layers":[]}""", "no layers")]
    [InlineData("""{"name":"n","input":[0],"layers":[{"kind":"flatten","name":"f"}]}""", "at least 1")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"conv9d","name":"c"}]}""", "conv9d")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"relu","name":"r"}]}""", "one row of logits")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"r","input":"later"},{"kind":"relu","name":"later"}]}""", "no earlier layer")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"r"},{"kind":"relu","name":"r"}]}""", "taken")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"image"}]}""", "taken")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":" "}]}""", "empty")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"linear","name":"l","inFeatures":5,"outFeatures":2}]}""", "takes rows of 5")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"linear","name":"l","inFeatures":4,"outFeatures":0}]}""", "at least 1")]
    [InlineData("""{"name":"n","input":[70000,70000],"layers":[{"kind":"flatten","name":"f"}]}""", "")]
    [InlineData("[]", "")]
    public void Refuses_a_network_that_cannot_work(string json, string said)
    {
        var fault = Assert.ThrowsAny<FormatException>(() => NetworkSpec.FromJson(json));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpl")]
    [InlineData("mlp:")]
    [InlineData("mlp:0")]
    [InlineData("mlp:-5")]
    [InlineData("mlp:128,")]
    [InlineData("mlp:1e9")]
    public void Refuses_a_preset_nobody_knows(string text) =>
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => NetworkPresets.Parse(text)).Code);
}
