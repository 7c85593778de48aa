using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.TorchModules.Tests;

/// <summary>What else hangs on a network: hooks of others, fields that nobody calls, classes that derive from known ones.</summary>
public sealed class HooksAndFieldsTests : IDisposable
{
    private readonly Exported exported = new();

    static HooksAndFieldsTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    [Theory]
    [InlineData("in place")]
    [InlineData("a copy")]
    [InlineData("the same")]
    public void A_hook_of_others_on_a_module_that_becomes_a_layer_is_refused(string kind)
    {
        var first = Linear(6, 6);
        using var module = Sequential(("first", first), ("last", Linear(6, 3)));
        var hook = first.register_forward_hook((_, _, output) => kind == "in place" ? output.clamp_(-300, 300) : kind == "a copy" ? output.clamp(-300, 300) : output);

        exported.Refuses(module, rand(4, 6), "module 'first' (Linear) has a forward hook");

        hook.remove();
        exported.Save(module, rand(4, 6));
    }

    [Fact]
    public void A_class_that_derives_from_Sequential_is_no_empty_Sequential()
    {
        using var module = Sequential(("first", Linear(6, 6)), ("bounds", new Bounds()), ("last", Linear(6, 3)));

        exported.Refuses(module, rand(4, 6), "module 'bounds' (Bounds) is of a class that is not known");
    }

    [Fact]
    public void A_loss_and_lists_that_nobody_calls_may_be_fields()
    {
        using var module = new WithLoss();

        exported.Save(module, rand(4, 6));
    }

    [Fact]
    public void A_tensor_that_TorchSharp_has_disposed_of_is_named()
    {
        using var module = Sequential(("first", Linear(6, 3)), ("bounds", Hardtanh(-1, 1)));

        exported.Refuses(module, rand(4, 6), "gives a tensor that TorchSharp has already disposed of");
    }

    private sealed class Bounds() : TorchSharp.Modules.Sequential(Array.Empty<Module<Tensor, Tensor>>())
    {
        public override Tensor forward(Tensor input) => input.clamp(-300, 300);
    }

    private sealed class WithLoss : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> first = Linear(6, 3);

        public WithLoss()
            : base(nameof(WithLoss))
        {
            RegisterComponents();
            register_module("loss", CrossEntropyLoss());
            register_module("none", new TorchSharp.Modules.ModuleList<Module<Tensor, Tensor>>());
            register_module("numbers", new TorchSharp.Modules.ParameterList(new TorchSharp.Modules.Parameter(zeros(2))));
        }

        public override Tensor forward(Tensor input) => first.call(input);
    }
}
