using CsCheck;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.TestKit;

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
    [InlineData("""{"name":"n","input":[4],"inputType":"int64","layers":[{"kind":"relu","name":"r"}]}""", "takes float32, but the network's input is whole numbers")]
    [InlineData("""{"name":"n","input":[4],"inputType":"int8","layers":[{"kind":"relu","name":"r"}]}""", "inputType")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"r","input":"later"},{"kind":"relu","name":"later"}]}""", "no earlier layer")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"r"},{"kind":"relu","name":"r"}]}""", "taken")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"image"}]}""", "taken")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":" "}]}""", "empty")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"linear","name":"l","inFeatures":5,"outFeatures":2}]}""", "takes rows of 5")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"linear","name":"l","inFeatures":4,"outFeatures":0}]}""", "at least 1")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"conv2","name":"c"}]}""", "layer 'c' is of the unknown kind 'conv2'; did you mean 'conv2d'?")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"name":"c"}]}""", "layer 'c' has no kind")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"relu"}]}""", "layer 1 lacks 'name'")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"relu","name":null}]}""", "layer 1 has null for 'name'")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[null]}""", "layer 1 is no JSON object")]
    [InlineData("""{"name":"n","input":[28,28],"layers":7}""", "no list")]
    [InlineData("""{"name":"n","input":[28,28]}""", "lacks 'layers'")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"flatten","name":"f"}],"classes":10}""", "the network has the unknown member 'classes'; known are name, input, inputType, layers")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"adaptivemaxpool2d","name":"p","outputSize":2,"axes":3}]}""", "layer 'p' has the unknown member 'axes'")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[],"layer":1}""", "did you mean 'layers'?")]
    [InlineData("""{"name":"n","input":null,"layers":[]}""", "null for 'input'")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","in_channels":1,"outChannels":2,"kernel":3}]}""", "did you mean 'inChannels'?")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2}]}""", "lacks 'kernel'")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":"one","outChannels":2,"kernel":3}]}""", "layer 'c' cannot be read")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":[3]}]}""", "has a kernel of [3]; it must be one number, or one for each of 2")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"padding":[1]}]}""", "has a padding of [1]; it must be one number, or one for each of 2")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":[]}]}""", "a whole number, or a list of them")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"upsample","name":"u","scaleFactor":[2.5]}]}""", "one for each of 2 axes")]
    [InlineData("""{"name":"n","input":[1,8],"layers":[{"kind":"conv1d","name":"c","inChannels":1,"outChannels":2,"kernel":[3,3]}]}""", "has a kernel of [3, 3]; it must be one number")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":[3,3,3]}]}""", "has a kernel of [3, 3, 3]; it must be one number, or one for each of 2")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":9}]}""", "reaches over 9")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":2147483647,"dilation":2147483647}]}""", "layer 'c' has a window")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"stride":0}]}""", "a stride of 0")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"padding":-1}]}""", "a padding of -1")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"groups":0}]}""", "groups 0")]
    [InlineData("""{"name":"n","input":[3,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":3,"outChannels":4,"kernel":3,"groups":2}]}""", "into 2 groups")]
    [InlineData("""{"name":"n","input":[4],"layers":[{"kind":"relu","name":"r","input":"r"}]}""", "layer 'r' reads itself")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"stride":2,"padding":"same"}]}""", "takes a stride of 1")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"dilation":2000000000,"padding":"same"}]}""", "layer 'c' would give an axis of 4000000000")]
    [InlineData("""{"name":"n","input":[268435456],"layers":[{"kind":"concatenate","name":"c","inputs":["image","image","image","image","image","image","image","image"]}]}""", "layer 'c' would give an axis of 2147483648")]
    [InlineData("""{"name":"n","input":[1,2,2],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2,"kernel":3,"padding":2,"paddingMode":"reflect"}]}""", "too small for in the mode 'reflect'")]
    [InlineData("""{"name":"n","input":[2,8],"layers":[{"kind":"convtranspose1d","name":"c","inChannels":2,"outChannels":2,"kernel":3,"outputPadding":1}]}""", "an output padding of 1")]
    [InlineData("""{"name":"n","input":[2,8],"layers":[{"kind":"batchnorm1d","name":"b","features":2,"trackRunningStats":false}]}""", "depend on its neighbours")]
    [InlineData("""{"name":"n","input":[2,1],"layers":[{"kind":"instancenorm1d","name":"i","features":2}]}""", "no variance")]
    [InlineData("""{"name":"n","input":[6,4],"layers":[{"kind":"groupnorm","name":"g","groups":4,"channels":6}]}""", "into 4 groups")]
    [InlineData("""{"name":"n","input":[6,4],"layers":[{"kind":"layernorm","name":"l","normalizedShape":[6]}]}""", "normalizes over [6]")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"avgpool2d","name":"p","kernel":2,"divisorOverride":0}]}""", "the divisor 0")]
    [InlineData("""{"name":"n","input":[1,8],"layers":[{"kind":"constantpad1d","name":"p","padding":[-5,-3]}]}""", "takes all values")]
    [InlineData("""{"name":"n","input":[1,8],"layers":[{"kind":"reflectionpad1d","name":"p","padding":8}]}""", "too small for in the mode 'reflect'")]
    [InlineData("""{"name":"n","input":[1,2,2],"layers":[{"kind":"upsample","name":"u","scaleFactor":1.4}]}""", "one thread than with several")]
    [InlineData("""{"name":"n","input":[1,2,2],"layers":[{"kind":"upsample","name":"u"}]}""", "either 'size' or 'scaleFactor'")]
    [InlineData("""{"name":"n","input":[3,2,2],"layers":[{"kind":"pixelshuffle","name":"s","upscaleFactor":2}]}""", "layer 's'")]
    [InlineData("""{"name":"n","input":[3,2],"layers":[{"kind":"concatenate","name":"c","inputs":["image"]}]}""", "fewer than two 'inputs'")]
    [InlineData("""{"name":"n","input":[3,2],"layers":[{"kind":"mean","name":"m","dims":[0]}]}""", "axis 0")]
    [InlineData("""{"name":"n","input":[3,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":4,"kernel":3}]}""", "takes 1 channels")]
    [InlineData("""{"name":"n","input":[8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":4,"kernel":3}]}""", "takes pictures")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":1,"outChannels":2147483647,"kernel":[8,8]}]}""", "c.weight")]
    [InlineData("""{"name":"n","input":[1,8,8],"layers":[{"kind":"maxpool2d","name":"p","kernel":2,"padding":2}]}""", "more than half")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"globalavgpool2d","name":"g"}]}""", "takes pictures")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"batchnorm2d","name":"b","features":8}]}""", "as [features, height, width]")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"batchnorm1d","name":"b","features":7}]}""", "takes 7 channels")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"batchnorm1d","name":"b","features":8,"epsilon":-1}]}""", "epsilon -1")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"dropout","name":"d","rate":1}]}""", "rate 1")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"dropout2d","name":"d"}]}""", "takes pictures")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"reshape","name":"r","shape":[3,3]}]}""", "8 values")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"reshape","name":"r","shape":[]}]}""", "8 values")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"reshape","name":"r","shape":[8,0]}]}""", "sizes of at least 1")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"affine","name":"a","shape":[4]}]}""", "its sizes must be those of the last axes, or 1")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"affine","name":"a","shape":[8],"weight":false,"bias":false}]}""", "neither a weight nor a bias")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"leakyrelu","name":"l","slope":-0.1}]}""", "slope -0.1")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"add","name":"a","inputs":["image"]}]}""", "fewer than two")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"add","name":"a","inputs":["image","b"]}]}""", "reads 'b'")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"add","name":"a","inputs":["image",null]}]}""", "reads ''")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"add","name":"a","inputs":["image","image"],"input":"image"}]}""", "no meaning")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"linear","name":"l","inFeatures":8,"outFeatures":4},{"kind":"add","name":"a","inputs":["image","l"]}]}""", "must be equal")]
    [InlineData("""{"name":"n","input":[8],"layers":[{"kind":"relu","name":"moving/r"}]}""", "holds a '/'")]
    [InlineData("""{"name":"n","input":[70000,70000],"layers":[{"kind":"flatten","name":"f"}]}""", "the network has a tensor 'input' of 4900000000 values")]
    [InlineData("""{"name":"n","input":[1,1,2000000000],"layers":[{"kind":"upsample","name":"u","scaleFactor":1.0000000001}]}""", "the network has a tensor 'input'")]
    [InlineData("[]", "")]
    public void Refuses_a_network_that_cannot_work(string json, string said)
    {
        var fault = Assert.ThrowsAny<FormatException>(() => NetworkSpec.FromJson(json));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"relu","name":"r"}]}""", "one row of logits")]
    [InlineData("""{"name":"n","input":[28,28],"layers":[{"kind":"conv9d","name":"c"}]}""", "conv9d")]
    public void Refuses_for_training_what_is_no_classifier(string json, string said)
    {
        var fault = Assert.Throws<ToolException>(() => NetworkCatalog.Parse(json));

        Assert.Equal(ExitCode.BadInput, fault.Code);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_may_read_and_give_any_shape()
    {
        var network = NetworkSpec.FromJson("""{"name":"n","input":[3,8,8],"layers":[{"kind":"conv2d","name":"c","inChannels":3,"outChannels":4,"kernel":3}]}""");

        Assert.Equal([4, 6, 6], network.Output);
        Assert.Contains("[4, 6, 6]", Assert.Throws<FormatException>(() => network.Classes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_written_by_hand_takes_its_defaults_whatever_the_order_of_its_members()
    {
        var network = NetworkSpec.FromJson("""
            {"name":"n","input":[1,28,28],"layers":[
              {"name":"c","inChannels":1,"kernel":[3,5],"outChannels":4,"kind":"conv2d"},
              {"name":"p","kernel":2,"kind":"maxpool2d"},
              {"name":"b","kind":"batchnorm2d","features":4},
              {"name":"g","kind":"globalavgpool2d"},
              {"name":"l","kind":"linear","inFeatures":4,"outFeatures":10}]}
            """);

        Assert.Equal([[4, 26, 24], [4, 13, 12], [4, 13, 12], [4], [10]], network.OutputShapes());
        Assert.Equal(new BatchNorm2d(Epsilon: 1e-5, Momentum: 0.1) { Name = "b", Features = 4 }, network.Layers[2]);
        Assert.Equal(["c.weight", "c.bias", "b.weight", "b.bias", "b.running_mean", "b.running_var", "l.weight", "l.bias"], network.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["b.running_mean", "b.running_var"], network.Parameters.Where(parameter => !parameter.HasGradient).Select(parameter => parameter.Name));
    }

    [Fact]
    public void Along_a_single_axis_a_list_of_one_is_the_number()
    {
        NetworkSpec Written(string size, string factor) => NetworkSpec.FromJson($$"""
            {"name":"n","input":[1,8],"layers":[
              {"name":"c","kind":"conv1d","inChannels":1,"outChannels":2,"kernel":{{size}},"padding":{{size}},"stride":{{size}}},
              {"name":"p","kind":"maxpool1d","kernel":{{size}}},
              {"name":"u","kind":"upsample","scaleFactor":{{factor}}}]}
            """);

        Assert.Equal(Written("2", "3").ToJson(), Written("[2]", "[3]").ToJson());
        Assert.Equal([2, 9], Written("[2]", "[3]").Output);
    }

    [Fact]
    public void Any_network_survives_JSON() => Gen.UInt.Sample(
        seed =>
        {
            var network = ChanceNetwork.Make(seed);
            Assert.Equal(network.ToJson(), NetworkSpec.FromJson(network.ToJson()).ToJson());
            Assert.Equal(network.ToJson(), NetworkCatalog.Parse(NetworkCatalog.Write(network).Trim('\'')).ToJson());
        },
        iter: 200);

    [Theory]
    [InlineData("mlp")]
    [InlineData("mlp:256,128")]
    [InlineData("cnn")]
    [InlineData("cnn:4,6")]
    public void A_preset_is_written_by_its_name(string name) => Assert.Equal(name, NetworkCatalog.Write(NetworkCatalog.Parse(name)));

    [Fact]
    public void A_network_that_only_borrows_a_presets_name_is_written_out() =>
        Assert.StartsWith("'{", NetworkCatalog.Write(NetworkPresets.Parse("mlp:7") with { Name = "mlp" }), StringComparison.Ordinal);

    [Fact]
    public void A_network_is_read_from_a_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["net.json"], NetworkPresets.Cnn.ToJson());

        Assert.Equal(NetworkPresets.Cnn.ToJson(), NetworkCatalog.Parse(folder["net.json"]).ToJson());
    }

    [Fact]
    public void Refuses_a_file_that_is_missing_or_no_network_by_its_path()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["bad.json"], """{"name":"n","input":[28,28],"layers":[{"kind":"conf2d","name":"c"}]}""");

        var missing = Assert.Throws<ToolException>(() => NetworkCatalog.Parse(folder["no.json"]));
        var bad = Assert.Throws<ToolException>(() => NetworkCatalog.Parse(folder["bad.json"]));

        Assert.Equal((ExitCode.BadInput, ExitCode.BadInput), (missing.Code, bad.Code));
        Assert.Contains("no.json", missing.Found, StringComparison.Ordinal);
        Assert.Contains("bad.json: layer 'c'", bad.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpl")]
    [InlineData("mlp:")]
    [InlineData("mlp:0")]
    [InlineData("mlp:-5")]
    [InlineData("mlp:128,")]
    [InlineData("mlp:1e9")]
    [InlineData("mlp:65536,65536")]
    [InlineData("cnn:")]
    [InlineData("cnn:8,x")]
    [InlineData("cnn:2,2,2,2,2,2")]
    [InlineData("")]
    public void Refuses_a_preset_nobody_knows(string text) =>
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<ToolException>(() => NetworkPresets.Parse(text)).Code);
}
