using Toolchain.Contracts.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Toolchain.TorchModules.Tests;

/// <summary>What else people write: every case is exported as it answers, or refused with what to do.</summary>
public sealed class StrangeNetworksTests : IDisposable
{
    private readonly Exported exported = new();

    static StrangeNetworksTests() => NetworkCheckpoint.PrepareTorchSharp();

    public void Dispose() => exported.Dispose();

    public static TheoryData<string> Fine =>
    [
        "view", "flatten", "turned there and back", "a part", "two parts", "squeezed", "permuted", "split heads", "residual of a module in place", "scope of its own", "disposed of", "input of another branch", "expanded by a joint",
    ];

    [Theory]
    [MemberData(nameof(Fine))]
    public void A_view_and_what_keeps_values_as_they_are_is_seen(string what)
    {
        random.manual_seed(1);
        using var module = new Free(what switch
        {
            "view" => (net, x) => net.Wide.call(net.One.call(x.view(-1, 3, 4)).view(x.shape[0], -1)),
            "flatten" => (net, x) => net.Wide.call(net.One.call(x.view(-1, 3, 4)).flatten(1)),
            "turned there and back" => (net, x) => net.Two.call(net.Bend.call(x.view(-1, 3, 4).transpose(0, 1)).transpose(1, 0)),
            "a part" => (net, x) => net.Two.call(net.One.call(x.view(-1, 3, 4)).narrow(1, 1, 2)),
            "two parts" => (net, x) => net.Add.call(x.chunk(3, 1)[0], x[.., 8..]),
            "squeezed" => (net, x) => net.Two.call(net.One.call(x.view(-1, 1, 3, 4).squeeze(1)).unsqueeze(2)),
            "permuted" => (net, x) => net.One.call(net.Bend.call(x.view(-1, 4, 3).permute(0, 2, 1))),
            "split heads" => (net, x) => net.Bend.call(net.One.call(x.view(-1, 3, 4)).view(-1, 3, 2, 2).transpose(1, 2)),
            "residual of a module in place" => (net, x) =>
            {
                var one = net.One.call(x.view(-1, 3, 4));
                return net.Add.call(net.Bend.call(one), one); // which was bent in place
            }
            ,
            "scope of its own" => (net, x) =>
            {
                using var scope = NewDisposeScope();
                return net.Two.call(net.One.call(x.view(-1, 3, 4))).MoveToOuterDisposeScope();
            }
            ,
            "disposed of" => (net, x) =>
            {
                using var one = net.One.call(x.view(-1, 3, 4));
                using var two = net.Two.call(one);
                return net.Two.call(two);
            }
            ,
            "input of another branch" => (net, x) => net.Add.call(net.Two.call(x.view(-1, 3, 4)), x.view(-1, 3, 4)),
            _ => (net, x) => net.Add.call(net.One.call(x.view(-1, 3, 4)), x.view(-1, 3, 4).narrow(1, 0, 1)),
        });

        exported.Save(module, randn(3, 12));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "input in place", "module 'One' (Linear) reads a tensor [n, 4] that no module gave (changed in place since" },
        { "steps", "that no module gave (a view that mixes the batch with other axes, or takes steps" },
        { "batch into time", "that no module gave (a view that mixes the batch" },
        { "answer turned", "the module (Free) gives a value in which the batch is not the first axis" },
        { "a turned softmax", "module 'Soft' (Softmax) reads a value whose first two axes were exchanged" },
        { "parameter", "that no module gave" },
        { "copy in another shape", "in another shape, copied, it seems" },
        { "fixed batch", "the module (Free) takes 3 samples but not 6" },
        { "pool", "(the mean of axis 1, it seems)" },
        { "cat", "(two values one after the other, it seems)" },
        { "product", "(the product of two values, it seems)" },
        { "half", "(a value times or plus numbers, it seems)" },
        { "normalized", "(a value times or plus numbers, it seems)" },
        { "positions", "(a value times or plus numbers, it seems)" },
        { "decision", "answers other values in another way than the example" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_not_seen_is_refused_with_what_to_do(string what, string said)
    {
        random.manual_seed(1);
        using var module = new Free(what switch
        {
            "input in place" => (net, x) => net.Two.call(net.One.call(x.neg_()[.., ..4])),
            "steps" => (net, x) => net.One.call(x.view(-1, 3, 4).as_strided([x.shape[0], 4], [12, 2])),
            "batch into time" => (net, x) => net.One.call(x.view(-1, 4)),
            "answer turned" => (net, x) => net.One.call(x.view(-1, 3, 4)).transpose(0, 1),
            "a turned softmax" => (net, x) => net.Soft.call(x.view(-1, 3, 4).transpose(0, 1)),
            "parameter" => (net, x) => net.One.call(x.view(-1, 3, 4) + net.Pace),
            "copy in another shape" => (net, x) => net.Wide.call(net.One.call(x.view(-1, 3, 4)).contiguous().clone().view(-1, 12)),
            "fixed batch" => (net, x) => net.One.call(x.view(3, 3, 4)),
            "half" => (net, x) => net.Wide.call(x * 0.5),
            "normalized" => (net, x) => net.Wide.call((x - 0.13) / 0.31),
            "positions" => (net, x) => net.One.call(net.One.call(x.view(-1, 3, 4)) + net.Pace),
            "decision" => (net, x) => (x.abs() == x).all().item<bool>() ? net.Wide.call(x) : net.Narrow.call(x),
            "pool" => (net, x) => net.One.call(net.One.call(x.view(-1, 3, 4)).mean([1])),
            "cat" => (net, x) => net.One.call(cat([net.One.call(x.view(-1, 3, 4)), net.Two.call(x.view(-1, 3, 4))], 1)),
            _ => (net, x) => net.Two.call(net.One.call(x.view(-1, 3, 4)) * net.Two.call(x.view(-1, 3, 4))),
        });

        exported.Refuses(module, what == "decision" ? rand(3, 12) : randn(3, 12), said);
    }

    [Fact]
    public void Numbers_of_ones_own_are_layers()
    {
        random.manual_seed(1);
        using var scale = new Affine(weight: tensor(2.5f));
        using var positions = new Affine(bias: Parameter(randn(3, 4)));
        using var turned = new Affine(randn(3, 1, 1), randn(3, 1, 1));
        using var module = new Free((_, x) => positions.call(scale.call(x.view(-1, 3, 4))), scale, positions, turned);
        using var around = new Free((_, x) => turned.call(x.view(-1, 3, 4).transpose(0, 1)).transpose(0, 1), turned);

        exported.Save(module, randn(2, 12));
        exported.Save(around, randn(2, 12));

        Assert.Equal([3, 1], exported.Layer<Contracts.Networks.Affine>().Shape);
        Assert.Single(positions.parameters());
        Assert.Throws<ArgumentException>(() => new Affine());
        Assert.Throws<ArgumentException>(() => new Affine(ones(2), ones(3)));
        exported.Refuses(Sequential(("numbers", new Affine(randn(2, 12)))), randn(2, 12), "the module (Sequential) takes 2 samples but not 4");
    }

    [Fact]
    public void One_number_for_a_sample_may_lose_its_axis()
    {
        using var module = new Around((one, two, x) => one.call(two.call(x)).narrow(1, 0, 1).squeeze(1));

        exported.Save(module, randn(3, 4));

        Assert.Empty(exported.Network.Output);
    }

    [Fact]
    public void The_class_whose_forward_hides_a_step_is_named()
    {
        using var module = Sequential(("first", Linear(4, 4)), ("block", new Around((one, two, x) => one.call(x) + two.call(x))), ("last", Linear(4, 2)));

        exported.Refuses(module, rand(3, 4), "module 'block' (Around) gives a tensor [n, 4] that no module gave (the sum of two values, it seems)");
    }

    [Fact]
    public void Modules_that_nobody_calls_are_named_where_forward_stands_for_call()
    {
        using var module = new Around((one, two, x) => two.forward(one.forward(x).sigmoid()));

        exported.Refuses(module, rand(3, 4), "(nobody called 'one', 'two')");
    }

    [Fact]
    public void A_module_that_is_never_called_is_left_out()
    {
        using var module = new Around((one, _, x) => one.call(x));

        exported.Save(module, rand(3, 4));

        Assert.Equal(["one"], exported.Network.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void A_call_whose_answer_nobody_uses_is_left_out()
    {
        using var module = new Around((one, two, x) =>
        {
            two.call(x).Dispose();
            return one.call(x);
        });

        exported.Save(module, rand(3, 4));

        Assert.Equal(["one"], exported.Network.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void Tied_weights_are_saved_for_each_layer()
    {
        using var module = new Around((one, two, x) => two.call(one.call(x)), tied: true);

        exported.Save(module, rand(3, 4));
    }

    [Fact]
    public void Frozen_weights_are_weights()
    {
        using var module = new Around((one, two, x) => two.call(one.call(x)));
        foreach (var parameter in module.parameters())
        {
            parameter.requires_grad = false;
        }

        exported.Save(module, rand(3, 4));
    }

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    public void Weights_of_another_precision_are_refused(ScalarType type)
    {
        using var module = Sequential(("last", Linear(4, 2))).to(type);

        exported.Refuses(module, rand(3, 4).to(type), $"has 'last.weight' in {type}");
        exported.Refuses(module.to(float32), rand(3, 4).to(type), "float32 or int64");
    }

    [Theory]
    [InlineData(0, 4, "at least one sample")]
    [InlineData(3, 5, "does not take the example [3, 5]")]
    public void An_example_that_does_not_fit_is_refused(long samples, long features, string said)
    {
        using var module = Sequential(("last", Linear(4, 2)));

        exported.Refuses(module, rand(samples, features), said);
    }

    [Fact]
    public void An_example_that_is_one_number_is_refused()
    {
        using var module = Sequential(("bend", ReLU()));

        exported.Refuses(module, rand(1)[0], "at least one sample");
        exported.Refuses(module, tensor(new long[] { 1, 2 }), "answers with Int64");
        exported.Refuses(module, full([1, 2], float.NaN), "an example that holds values that are not finite");
        exported.Refuses(Sequential(("root", LogSoftmax(1))), full([1, 2], float.MaxValue) * tensor(new float[] { 1, -1 }), "answers the example with values that are not finite");
    }

    [Fact]
    public void Neither_the_example_nor_the_programs_random_numbers_are_touched()
    {
        using var module = Sequential(ReLU(inplace: true), Linear(4, 2));
        var example = randn(2, 4);
        var before = example.clone();
        random.manual_seed(5);
        var expected = rand(1).item<float>();
        random.manual_seed(5);

        exported.Save(module, example);

        Assert.True(before.Equals(example));
        Assert.Equal(expected, rand(1).item<float>());
    }

    [Fact]
    public void A_module_of_several_outputs_is_refused_and_may_stand_in_a_class_with_a_mapping()
    {
        using var module = Sequential(("pair", new Halves()));
        var mappings = new ModuleMappings().Add<Halves>((_, at) => [new Narrow { Name = at.Name, Dim = 1, Start = 0, Length = 2 }]);

        exported.Refuses(module, rand(3, 4), "module 'pair.split' (Splitter) is of a class that is not known");
        exported.Save(module, rand(3, 4), new SaveOptions { Mappings = mappings });
    }
}
