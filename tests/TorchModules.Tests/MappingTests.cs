using Toolchain.Contracts.Programs;
using Toolchain.Exporter;
using Toolchain.TestKit;
using static TorchSharp.torch;
using Layers = Toolchain.Contracts.Networks;
using TorchSharpModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Toolchain.TorchModules.Tests;

/// <summary>Somebody's own mapping: right ones are exported, wrong ones are refused where they are made.</summary>
public sealed class MappingTests : IDisposable
{
    private readonly Exported exported = new();

    static MappingTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    public static TheoryData<string, string> Wrong => new()
    {
        { "null", "module 'odd' (Doubled) has a mapping that gives null" },
        { "a null within", "module 'odd' (Doubled) has a mapping that gives null" },
        { "nothing", "module 'odd' (Doubled) gives 2 where its mapping gives 1" },
        { "another function", "module 'odd' (Doubled) gives 2 where its mapping gives 1" },
        { "another size", "module 'odd' (Doubled) gives 3 values for a sample, and its mapping 2" },
        { "no axis", "module 'odd' (Doubled) has a mapping whose layers cannot be: layer 'odd' " },
        { "one of two inputs", "layer 'odd' adds fewer than two 'inputs'" },
        { "another name", "module 'odd' (Doubled) has a mapping with a parameter 'x.weight'" },
        { "weights that it has not", "module 'odd' (Doubled) has no 'weight' in its state_dict" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_mapping_is_refused_by_the_modules_path(string what, string said)
    {
        using var module = nn.Sequential(("first", Ones()), ("odd", new Doubled()), ("last", nn.Linear(3, 2)));
        var mappings = new ModuleMappings().Add<Doubled>((_, at) => what switch
        {
            "null" => null!,
            "a null within" => [new Layers.Relu { Name = at.Name }, null!],
            "nothing" => [],
            "another function" => [new Layers.Relu { Name = at.Name }],
            "another size" => [new Layers.Narrow { Name = at.Name, Dim = 1, Start = 0, Length = 2 }],
            "no axis" => [new Layers.Softmax { Name = at.Name, Dim = 5 }],
            "one of two inputs" => [new Layers.Add { Name = at.Name, Inputs = at.Inputs }],
            "another name" => [new Layers.Linear { Name = "x", InFeatures = 3, OutFeatures = 3 }],
            _ => [new Layers.Linear { Name = at.Name, InFeatures = 3, OutFeatures = 3 }],
        });

        exported.Refuses(module, ones(2, 4), said, new SaveOptions { Mappings = mappings });
    }

    [Fact]
    public void A_module_that_changes_nothing_has_no_layers()
    {
        var mappings = new ModuleMappings().Add<Same>((_, _) => []);

        exported.Save(nn.Sequential(nn.Linear(4, 3), new Same()), randn(2, 4), new SaveOptions { Mappings = mappings });
        exported.Save(nn.Sequential(new Same(), nn.Embedding(5, 2), nn.Flatten()), tensor(new long[] { 1, 2, 3, 4 }, 2, 2), new SaveOptions { Mappings = mappings });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_module_of_several_inputs_is_held_against_its_layers(bool right)
    {
        random.manual_seed(1);
        using var module = new Joined(new Weighed());
        var mappings = new ModuleMappings().Add<Weighed>((_, at) =>
        [
            new Layers.Multiply { Name = $"{at.Name}.product", Inputs = right ? [at.Inputs[0], at.Inputs[1]] : [at.Inputs[1], at.Inputs[1]] },
            new Layers.Add { Name = at.Name, Inputs = [$"{at.Name}.product", at.Inputs[0]] },
        ]);
        var options = new SaveOptions { Mappings = mappings };

        if (right)
        {
            exported.Save(module, randn(2, 4), options);
        }
        else
        {
            exported.Refuses(module, randn(2, 4), "module 'join' (Weighed) gives ", options);
        }
    }

    [Fact]
    public void A_module_after_exchanged_axes_is_held_against_layers_that_read_the_batch_first()
    {
        random.manual_seed(1);
        using var attention = nn.Linear(4, 4);
        using var module = new Free((_, x) => attention.call(x.view(-1, 3, 4).transpose(0, 1)).transpose(0, 1), attention);
        var mappings = new ModuleMappings().Add<TorchSharp.Modules.Linear>((linear, at) => [new Layers.Linear { Name = at.Name, InFeatures = 4, OutFeatures = 4 }]);

        exported.Save(module, randn(5, 12), new SaveOptions { Mappings = mappings });
    }

    [Fact]
    public void A_part_of_a_recurrent_answer_needs_a_recurrent_layer()
    {
        random.manual_seed(1);
        using var gru = nn.GRU(4, 4, batchFirst: true);
        using var module = new Free((_, x) => gru.call(x.view(-1, 3, 4)).Item1[.., -1], gru);
        var mappings = new ModuleMappings().Add<TorchSharp.Modules.GRU>((_, at) => [new Layers.Gru { Name = at.Name, BatchFirst = true, InputSize = 4, HiddenSize = 4 }]);
        var more = new ModuleMappings().Add<TorchSharp.Modules.GRU>((_, at) => [new Layers.Gru { Name = at.Name, BatchFirst = true, InputSize = 4, HiddenSize = 4 }, new Layers.Identity { Name = $"{at.Name}.same" }]);

        exported.Save(module, randn(3, 12), new SaveOptions { Mappings = mappings });
        exported.Refuses(module, randn(3, 12), "module 'more0' (GRU) is read for a part of its answer", new SaveOptions { Mappings = more });
    }

    [Fact]
    public void Lets_nothing_that_plain_arithmetic_cannot_look_at_through_the_exporters_gate()
    {
        using var folder = new TempFolder();
        using var module = nn.Sequential(nn.Linear(4, 4), new Doubled());
        module.eval();
        var wrong = new ModuleMappings().Add<Doubled>((_, at) => [new Layers.Add { Name = at.Name, Inputs = [at.Inputs[0], Layers.NetworkSpec.InputName] }]);
        NetworkCheckpoint.Save(module, rand(2, 4), folder["n.safetensors"], new SaveOptions { Mappings = wrong });

        Assert.Equal((int)ExitCode.CheckFailed, ExporterProgram.Run(["export", folder["n.safetensors"], "-o", folder["m.onnx"]], new RecordingTerminal().Terminal));
    }

    // gives ones for ones
    private static TorchSharp.Modules.Linear Ones()
    {
        var linear = nn.Linear(4, 3);
        using var still = no_grad();
        linear.weight!.copy_(ones(3, 4).mul(tensor(0.25f)));
        linear.bias!.zero_();
        return linear;
    }

    /// <summary>Gives what it reads.</summary>
    private sealed class Same() : TorchSharpModule(nameof(Same))
    {
        public override Tensor forward(Tensor input) => input.clone();
    }

    /// <summary>x · y + x.</summary>
    private sealed class Weighed() : nn.Module<Tensor, Tensor, Tensor>(nameof(Weighed))
    {
        public override Tensor forward(Tensor left, Tensor right) => left.mul(right).add(left);
    }
}
