using Toolchain.Contracts.Checkpoints;
using Toolchain.Contracts.Networks;
using Toolchain.Contracts.Programs;
using Toolchain.Exporter;
using Toolchain.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace Toolchain.TorchModules.Tests;

public sealed class NetworkCheckpointTests : IDisposable
{
    private readonly TempFolder folder = new();

    static NetworkCheckpointTests() => NetworkCheckpoint.PrepareTorchSharp();

    private string File => folder["n.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet")]
    [InlineData("mnist")]
    [InlineData("alexnet")]
    [InlineData("vgg")]
    [InlineData("mobilenet")]
    public void A_network_of_a_users_own_classes_is_exported_within_tolerance(string name)
    {
        random.manual_seed(1);
        var (module, example) = Example(name);
        module.eval();

        NetworkCheckpoint.Save(module, example, File);

        AssertExports(File);
    }

    [Fact]
    public void Words_are_whole_numbers()
    {
        var module = nn.Sequential(nn.Embedding(7, 4), nn.Flatten(), nn.Linear(12, 3));
        module.eval();

        NetworkCheckpoint.Save(module, tensor(new long[] { 0, 1, 2, 6, 5, 4 }, 2, 3), File);

        Assert.Equal("I64 [2, 3]", $"{TrainedNetwork.Load(File).Probe.Inputs}");
        AssertExports(File);
    }

    [Fact]
    public void A_module_that_is_used_twice_is_two_layers_with_the_same_weights()
    {
        using var module = new Around((one, _, x) => one.call(one.call(x)));
        module.eval();

        NetworkCheckpoint.Save(module, rand(2, 4), File);

        Assert.Equal(["one", "one_2"], TrainedNetwork.Load(File).Network.Layers.Select(layer => layer.Name));
        AssertExports(File);
    }

    [Fact]
    public void The_same_module_and_example_give_the_same_bytes()
    {
        using var module = nn.Sequential(nn.Linear(4, 3), nn.Tanh());
        module.eval();
        var example = rand(2, 4);

        NetworkCheckpoint.Save(module, example, File);
        NetworkCheckpoint.Save(module, example, folder["again"]);

        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(folder["again"]));
    }

    [Fact]
    public void Leaves_no_tensor_behind()
    {
        using var module = new Around((one, two, x) => two.call(one.call(x).unsqueeze_(1)));
        module.eval();
        using var example = rand(2, 4);
        NetworkCheckpoint.Save(module, example, File);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        NetworkCheckpoint.Save(module, example, File);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public static TheoryData<string, string> Hidden => new()
    {
        { "relu", "module 'two' (Linear) reads a tensor [n, 4] that no module gave (a relu, it seems)" },
        { "relu in place", "module 'two' (Linear) reads a tensor [n, 4] that no module gave (changed in place since: a relu, it seems)" },
        { "sum", "the module (Around) gives a tensor [n, 4] that no module gave (the sum of two values, it seems)" },
        { "sum in place", "the module (Around) gives a tensor [n, 4] that no module gave (changed in place since: the sum of two values, it seems)" },
        { "shortcut", "module 'two' (Linear) reads a tensor [n, 4] that no module gave (the sum of two values, it seems)" },
        { "copy", "module 'two' (Linear) reads a tensor [n, 4] that no module gave (a copy of what a module gave, it seems)" },
        { "fewer samples", "module 'two' (Linear) reads a tensor [5, 4] that no module gave (a view that mixes the batch" },
        { "forward", "module 'two' (Linear) reads a tensor [n, 4] that no module gave (what 'one' gives to forward, it seems)" },
        { "forward alone", "the module (Around) gives a tensor [n, 4] that no module gave (what 'one' gives to forward, it seems)" },
        { "number", "module 'two' (Linear) reads a tensor" },
        { "decision", "answers other values in another way" },
        { "constant", "no module gave" },
    };

    [Theory]
    [MemberData(nameof(Hidden))]
    public void Refuses_what_is_done_between_modules(string what, string said)
    {
        using var module = new Around(what switch
        {
            "relu" => (one, two, x) => two.call(one.call(x).relu()),
            "relu in place" => (one, two, x) => two.call(Changed(one.call(x))),
            "sum" => (one, two, x) => one.call(x) + two.call(x),
            "sum in place" => (one, two, x) => one.call(x).add_(two.call(x)),
            "copy" => (one, two, x) => two.call(one.call(x).clone()),
            "fewer samples" => (one, two, x) => two.call(one.call(x)[1..]),
            "forward" => (one, two, x) => two.call(one.forward(x)),
            "forward alone" => (one, _, x) => one.forward(x),
            "shortcut" => (one, two, x) => two.call((one.call(x) + x).relu()),
            "number" => (one, two, x) => two.call(one.call(x) * 0.5),
            "decision" => (one, two, x) => x.shape[0] > 3 ? two.call(x) : one.call(x),
            _ => (one, two, x) => two.call(ones(3, 4)),
        });
        module.eval();

        AssertRefused(module, rand(3, 4), said);
    }

    [Fact]
    public void Refuses_a_module_in_training_mode()
    {
        using var module = nn.Sequential(("drop", nn.Dropout()), ("last", nn.Linear(4, 2)));

        AssertRefused(module, rand(2, 4), "call module.eval()");
    }

    [Fact]
    public void Refuses_an_unknown_class_by_its_path_and_takes_it_with_a_mapping()
    {
        using var module = nn.Sequential(("first", nn.Linear(4, 3)), ("odd", new Doubled()));
        module.eval();
        var example = rand(2, 4);
        AssertRefused(module, example, "module 'odd' (Doubled) is of a class that is not known");

        var mappings = new ModuleMappings().Add<Doubled>((_, at) => [new Contracts.Networks.Add { Name = at.Name, Inputs = [at.Inputs[0], at.Inputs[0]] }]);
        NetworkCheckpoint.Save(module, example, File, new SaveOptions { Mappings = mappings, ClassNames = ["a", "b", "c"] });

        Assert.Equal(["a", "b", "c"], TrainedNetwork.Load(File).ClassNames);
        AssertExports(File);
    }

    public static TheoryData<string?, string[]?, string> Names => new()
    {
        { "", null, "SaveOptions.Name is empty" },
        { "a\nb", null, "SaveOptions.Name has a control character" },
        { new string('n', 101), null, "SaveOptions.Name has 101 characters" },
        { null, ["a", "b", "a"], "name 3 of SaveOptions.ClassNames is 'a' again" },
        { null, ["a", "", "b"], "name 2 of SaveOptions.ClassNames is empty" },
        { null, ["a", null!, "b"], "name 2 of SaveOptions.ClassNames is empty" },
        { null, ["x\ny", "a", "b"], "name 1 of SaveOptions.ClassNames has a control character" },
        { null, ["a", "b"], "SaveOptions.ClassNames has 2 names, and the network gives 3 logits" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_names_that_the_exporter_would_not_take(string? name, string[]? classes, string said)
    {
        using var module = nn.Linear(4, 3);

        AssertRefused(module, rand(2, 4), said, new SaveOptions { Name = name, ClassNames = classes });
    }

    [Fact]
    public void Names_of_any_language_are_kept()
    {
        using var module = nn.Linear(4, 3);
        module.eval();

        NetworkCheckpoint.Save(module, rand(2, 4), File, new SaveOptions { Name = "größe/1", ClassNames = ["鳥", "b, \"c\"", "\U0001F600"] });

        var saved = TrainedNetwork.Load(File);
        Assert.Equal("größe/1", saved.Network.Name);
        Assert.Equal(["鳥", "b, \"c\"", "\U0001F600"], saved.ClassNames);
        AssertExports(File);
    }

    [Fact]
    public void Refuses_options_that_no_layer_has()
    {
        AssertRefused(nn.Sequential(("conv", nn.Conv2d(2, 2, (3, 5), Padding.Same, padding_mode: PaddingModes.Reflect))), rand(1, 2, 8, 8), "module 'conv' (Conv2d) pads with Reflect to the same size");
        AssertRefused(nn.Sequential(("norm", nn.BatchNorm1d(4, track_running_stats: false))), rand(2, 4), "takes the statistics of the batch");
        AssertRefused(nn.Sequential(("double", nn.Linear(4, 4, dtype: float64))), rand(2, 4).to(float64), "has 'double.weight' in Float64");
    }

    [Fact]
    public void Refuses_a_tensor_that_no_checkpoint_can_hold()
    {
        using var wide = nn.Linear(4, 4);
        wide.register_parameter("table", new TorchSharp.Modules.Parameter(zeros(1).expand(NetworkSpec.MostValues + 1L), requires_grad: false));

        AssertRefused(nn.Sequential(("wide", wide)), rand(2, 4), "has 'wide.table' of 268435457 values");
    }

    private static (nn.Module<Tensor, Tensor> Module, Tensor Example) Example(string name) => name switch
    {
        "resnet" => (new TinyResNet(), rand(2, 3, 8, 8)),
        "mnist" => (nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(), nn.Linear(1152, 16), nn.ReLU(), nn.Dropout(), nn.Linear(16, 10)), rand(2, 1, 28, 28)),
        "alexnet" => (nn.Sequential(
            ("features", nn.Sequential(nn.Conv2d(3, 8, 3, stride: 2, padding: 1), nn.ReLU(inplace: true), nn.MaxPool2d(2, stride: 2), nn.Conv2d(8, 12, 3, padding: 1), nn.ReLU(inplace: true))),
            ("mean", nn.AdaptiveAvgPool2d(new long[] { 2, 2 })),
            ("classify", nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(48, 10)))), rand(2, 3, 16, 16)),
        "vgg" => (nn.Sequential(nn.Conv2d(3, 6, 3, padding: 1), nn.BatchNorm2d(6), nn.ReLU(inplace: true), nn.MaxPool2d(2, stride: 2), nn.AvgPool2d(1, stride: 1), nn.Flatten(), nn.Linear(96, 10)), rand(2, 3, 8, 8)),
        _ => (nn.Sequential(nn.Conv2d(3, 8, 3, padding: 1, bias: false), nn.BatchNorm2d(8), nn.ReLU6(), nn.Conv2d(8, 8, 3, stride: 2, padding: 1, groups: 8, bias: false), nn.BatchNorm2d(8), nn.ReLU6(), nn.Conv2d(8, 12, 1), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(48, 10)), rand(2, 3, 8, 8)),
    };

    private static Tensor Changed(Tensor tensor)
    {
        tensor.relu_();
        return tensor;
    }

    private void AssertExports(string file)
    {
        var terminal = new RecordingTerminal();

        var code = ExporterProgram.Run(["export", file, "-o", folder["m.onnx"]], terminal.Terminal);

        Assert.True(code == 0, terminal.Error);
    }

    private void AssertRefused(nn.Module<Tensor, Tensor> module, Tensor example, string said, SaveOptions? options = null)
    {
        if (!said.Contains("eval()", StringComparison.Ordinal))
        {
            module.eval();
        }

        var fault = Assert.Throws<ToolException>(() => NetworkCheckpoint.Save(module, example, File, options));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }
}
