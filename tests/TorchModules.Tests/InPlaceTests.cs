using CsCheck;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TLinear = TorchSharp.Modules.Linear;

namespace Toolchain.TorchModules.Tests;

/// <summary>What works in place between two modules is refused, also where it changes none of the numbers that were seen: others it would change.</summary>
public sealed class InPlaceTests : IDisposable
{
    private readonly Exported exported = new();

    static InPlaceTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    // nothing happens to whole numbers from 0 to some thousands
    private static readonly (string Name, Action<Tensor> Function)[] Functions =
    [
        ("clamp_", value => value.clamp_(-50, 50_000)),
        ("clamp_min_", value => value.clamp_min_(-1)),
        ("clamp_max_", value => value.clamp_max_(50_000)),
        ("floor_", value => value.floor_()),
        ("ceil_", value => value.ceil_()),
        ("round_", value => value.round_()),
        ("trunc_", value => value.trunc_()),
        ("relu_", value => value.relu_()),
        ("functional relu", value => functional.relu(value, inplace: true)),
        ("abs_", value => value.abs_()),
        ("threshold_", value => value.threshold_(-1, 7)),
        ("masked_fill_", value => value.masked_fill_(value > 50_000, 0)),
        ("masked by a constant", value => value.masked_fill_(zeros_like(value).to(ScalarType.Bool), 0)),
        ("set by a mask", value => value[value < 0] = tensor(7f)),
        ("set to itself", value => value[..] = value.clone()),
        ("fmod_", value => value.fmod_(50_000)),
        ("nan_to_num_", value => value.nan_to_num_()),
        ("add_", value => value.add_(0)),
        ("mul_", value => value.mul_(1)),
        ("copy_", value => value.copy_(value.clone())),
    ];

    // to whatever numbers
    private static readonly string[] Harmless = ["masked by a constant", "set to itself", "add_", "mul_", "copy_"];

    private static readonly (string Name, Action<Tensor, Action<Tensor>> Way)[] Ways =
    [
        ("itself", (value, function) => function(value)),
        ("a view", (value, function) => function(value.view(-1))),
        ("a part", (value, function) => function(value[.., 1..3])),
        ("detached", (value, function) => function(value.detach())),
        ("in inference mode", (value, function) =>
        {
            using var inference = inference_mode();
            function(value);
        }
        ),
        ("with gradients", (value, function) =>
        {
            using var gradients = enable_grad();
            function(value);
        }
        ),
        ("after its axes were changed and changed back", (value, function) => function(value.unsqueeze_(1).squeeze_(1))),
    ];

    private static readonly (string Reader, Func<TLinear, TLinear, Tensor, Action<Tensor>, Tensor> Forward)[] Places =
    [
        ("module 'one' (Linear) reads", (one, two, x, change) => two.call(one.call(Changed(x, change)))),
        ("module 'two' (Linear) reads", (one, two, x, change) => two.call(Changed(one.call(x), change))),
        ("the module (Around) gives", (one, two, x, change) => Changed(two.call(one.call(x)), change)),
    ];

    [Fact]
    public void A_call_in_place_that_changes_no_number_that_was_seen_is_refused() =>
        Gen.Select(Gen.Int[0, Functions.Length - 1], Gen.Int[0, Ways.Length - 1], Gen.Int[0, Places.Length - 1], Gen.Int[1, 3]).Sample(
            (function, way, place, samples) =>
            {
                using var module = Whole(Places[place].Forward, value => Ways[way].Way(value, Functions[function].Function));

                exported.Refuses(module, randint(0, 3, [samples, 4]).to(float32), $"{Places[place].Reader} a tensor [n, 4] that no module gave (changed in place since, by what leaves these values as they are)");
            },
            iter: 150,
            threads: 1,
            print: chosen => $"{Functions[chosen.Item1].Name} on {Ways[chosen.Item2].Name} where {Places[chosen.Item3].Reader}, {chosen.Item4} samples");

    [Fact]
    public void Beside_axes_that_are_changed_in_place_a_function_is_found_by_other_numbers()
    {
        foreach (var (name, function) in Functions.Where(function => !Harmless.Contains(function.Name)))
        {
            using var module = Whole(
                (one, two, x, change) =>
                {
                    var given = one.call(x).unsqueeze_(1);
                    change(given);
                    return two.call(given);
                },
                function);

            exported.Refuses(module, randint(0, 3, [2, 4]).to(float32), "module 'two' (Linear) reads a tensor [n, 1, 4] that no module gave (changed in place since");
        }
    }

    [Fact]
    public void A_mask_of_the_input_that_the_example_leaves_empty_is_refused()
    {
        using var module = new Tokens();

        exported.Refuses(module, tensor(new long[] { 1, 2, 3, 4 }, 2, 2), "module 'last' (Linear) reads a tensor [n, 2, 4] that no module gave (changed in place since");
    }

    public static TheoryData<string> Fine => ["squeeze_", "squeeze_ twice", "unsqueeze_", "transpose_", "the input unsqueezed", "dropout in place", "the other half", "inference mode", "inference mode within", "gradients within"];

    [Theory]
    [MemberData(nameof(Fine))]
    public void What_leaves_every_number_alone_is_seen_as_ever(string what)
    {
        random.manual_seed(1);
        using var bend = ReLU(inplace: true);
        using var module = new Free(
            what switch
            {
                "squeeze_" => (net, x) => net.Two.call(net.One.call(x.view(-1, 1, 3, 4)).squeeze_(1)),
                "squeeze_ twice" => (net, x) => net.Wide.call(net.Bend.call(x.view(-1, 1, 12, 1)).squeeze_(-1).squeeze_(1)),
                "unsqueeze_" => (net, x) => net.Two.call(net.One.call(x.view(-1, 3, 4)).unsqueeze_(1)),
                "transpose_" => (net, x) => net.Bend.call(net.One.call(x.view(-1, 3, 4)).transpose_(1, 2)),
                "the input unsqueezed" => (net, x) => net.Wide.call(x.unsqueeze_(1)),
                "dropout in place" => (net, x) => net.Wide.call(functional.dropout(x, 0.5, training: false, inplace: true)),
                "the other half" => (net, x) =>
                {
                    var halves = net.One.call(x.view(-1, 3, 4)).chunk(2, 2);
                    var sum = net.Add.call(halves[0], halves[1]);
                    var bent = bend.call(halves[0]);
                    return net.Add.call(net.Add.call(sum, bent), halves[1]);
                }
                ,
                "gradients within" => (net, x) =>
                {
                    using var gradients = enable_grad();
                    return net.Wide.call(net.Bend.call(net.One.call(x.view(-1, 3, 4))).unsqueeze_(1).flatten(1));
                }
                ,
                "inference mode within" => (net, x) =>
                {
                    using var inference = inference_mode();
                    var one = net.One.call(x.view(-1, 3, 4));
                    return net.Add.call(net.Bend.call(one), one.view(-1, 3, 4));
                }
                ,
                _ => (net, x) => net.Add.call(net.One.call(x.view(-1, 3, 4)), x.view(-1, 3, 4)),
            },
            bend);
        using var inference = what == "inference mode" ? inference_mode() : null;

        exported.Save(module, randn(3, 12));
    }

    [Fact]
    public void A_half_that_was_bent_in_place_is_not_read_as_it_was()
    {
        using var bend = ReLU(inplace: true);
        using var module = new Free(
            (net, x) =>
            {
                var one = net.One.call(x.view(-1, 3, 4));
                bend.call(one[.., .., ..2]);
                return net.Two.call(one);
            },
            bend);
        MakeWhole(module.One);

        exported.Refuses(module, ones(3, 12), "module 'Two' (Linear) reads a tensor [n, 3, 4] that no module gave (changed in place since");
    }

    [Fact]
    public void Values_without_a_counter_of_writes_are_tried_with_other_numbers()
    {
        using var module = Whole(
            (one, two, x, change) =>
            {
                using var inference = inference_mode();
                var given = one.call(x);
                change(given);
                return two.call(given);
            },
            value => value.clamp_(-50, 50_000));

        exported.Refuses(module, ones(2, 4), "module 'two' (Linear) reads a tensor [n, 4] that no module gave (changed in place since");
    }

    // of whole numbers it gives whole numbers
    private static Around Whole(Func<TLinear, TLinear, Tensor, Action<Tensor>, Tensor> forward, Action<Tensor> change)
    {
        var module = new Around((one, two, x) => forward(one, two, x, change));
        MakeWhole(module);
        return module;
    }

    private static void MakeWhole(Module module)
    {
        using var still = no_grad();
        foreach (var parameter in module.parameters())
        {
            parameter.copy_(randint(0, 3, parameter.shape));
        }
    }

    private static Tensor Changed(Tensor value, Action<Tensor> change)
    {
        using var before = value.clone();
        change(value);
        Assert.True(before.Equals(value), "the function changes numbers that are seen");
        return value;
    }

    /// <summary>Words, of which 0 stands for none.</summary>
    private sealed class Tokens : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Embedding table = Embedding(5, 4);
        private readonly TLinear last = Linear(4, 2);

        public Tokens()
            : base(nameof(Tokens)) => RegisterComponents();

        public override Tensor forward(Tensor input) => last.call(table.call(input).masked_fill_((input == 0).unsqueeze(2), 0));
    }

    [Theory]
    [InlineData("weight", false)]
    [InlineData("weight", true)]
    [InlineData("field", false)]
    [InlineData("field", true)]
    public void What_a_module_gives_of_its_own_keeps_its_numbers(string kind, bool inInferenceMode)
    {
        using var constant = new Constant(kind);
        using var module = new WithConstant(constant, inInferenceMode);
        var before = constant.Given.clone();
        var mappings = new ModuleMappings().Add<Constant>((_, at) => [new Contracts.Networks.Affine(true, true) { Name = at.Name, Shape = [6] }]);

        if (kind == "weight")
        {
            exported.Save(module, rand(4, 6), new SaveOptions { Mappings = mappings });
        }
        else
        {
            Assert.Throws<Contracts.Programs.ToolException>(() => exported.Save(module, rand(4, 6), new SaveOptions { Mappings = mappings })); // it is in no state_dict
        }

        Assert.True(before.Equals(constant.Given));
    }

    private sealed class Constant : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter weight = new(zeros(6));
        private readonly TorchSharp.Modules.Parameter bias = new(randn(1, 6));

        public Constant(string kind)
            : base(nameof(Constant))
        {
            RegisterComponents();
            Given = kind == "weight" ? bias : randn(1, 6);
        }

        public Tensor Given { get; }

        public override Tensor forward(Tensor input) => weight.requires_grad ? Given : input;
    }

    private sealed class WithConstant : Module<Tensor, Tensor>
    {
        private readonly TLinear first = Linear(6, 6);
        private readonly Add add = new();
        private readonly Constant constant;
        private readonly bool inInferenceMode;

        public WithConstant(Constant constant, bool inInferenceMode)
            : base(nameof(WithConstant))
        {
            (this.constant, this.inInferenceMode) = (constant, inInferenceMode);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var mode = inInferenceMode ? inference_mode(true) : null;
            return add.call(first.call(input), constant.call(input));
        }
    }
}
