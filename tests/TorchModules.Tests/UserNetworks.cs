using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolchain.TorchModules.Tests;

/// <summary>A residual block as somebody might write it.</summary>
internal sealed class Residual : nn.Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly nn.Module<Tensor, Tensor> shortcut;
    private readonly Add add = new();
    private readonly ReLU relu = nn.ReLU();

    public Residual(int from, int to, int stride)
        : base(nameof(Residual))
    {
        body = nn.Sequential(
            nn.Conv2d(from, to, 3, stride: stride, padding: 1, bias: false), nn.BatchNorm2d(to), nn.ReLU(), nn.Conv2d(to, to, 3, padding: 1, bias: false), nn.BatchNorm2d(to));
        shortcut = from == to && stride == 1 ? nn.Sequential() : nn.Sequential(nn.Conv2d(from, to, 1, stride: stride, bias: false), nn.BatchNorm2d(to));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => relu.call(add.call(body.call(input), shortcut.call(input)));
}

/// <summary>A small network of the family of ResNet.</summary>
internal sealed class TinyResNet : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d first = nn.Conv2d(3, 8, 3, padding: 1, bias: false);
    private readonly BatchNorm2d norm = nn.BatchNorm2d(8);
    private readonly ReLU relu = nn.ReLU(inplace: true);
    private readonly Sequential blocks = nn.Sequential(new Residual(8, 8, 1), new Residual(8, 16, 2));
    private readonly AdaptiveAvgPool2d mean = nn.AdaptiveAvgPool2d(1);
    private readonly Flatten flatten = nn.Flatten();
    private readonly Linear last = nn.Linear(16, 10);

    public TinyResNet()
        : base(nameof(TinyResNet)) => RegisterComponents();

    public override Tensor forward(Tensor input) => last.call(flatten.call(mean.call(blocks.call(relu.call(norm.call(first.call(input)))))));
}

/// <summary>A network whose forward is given by the test, around two dense layers.</summary>
internal sealed class Around : nn.Module<Tensor, Tensor>
{
    private readonly Func<Linear, Linear, Tensor, Tensor> function;
    private readonly Linear one = nn.Linear(4, 4);
    private readonly Linear two = nn.Linear(4, 4);

    public Around(Func<Linear, Linear, Tensor, Tensor> function, bool tied = false)
        : base(nameof(Around))
    {
        this.function = function;
        if (tied)
        {
            two.weight = one.weight;
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => function(one, two, input);
}

/// <summary>A class that nobody knows: it doubles.</summary>
internal sealed class Doubled() : nn.Module<Tensor, Tensor>(nameof(Doubled))
{
    public override Tensor forward(Tensor input) => input.add(input);
}

/// <summary>Two dense layers and what joins them.</summary>
internal sealed class Joined : nn.Module<Tensor, Tensor>
{
    private readonly Linear one = nn.Linear(4, 4);
    private readonly Linear two = nn.Linear(4, 4);
    private readonly nn.Module<Tensor, Tensor, Tensor> join;

    public Joined(nn.Module<Tensor, Tensor, Tensor> join)
        : base(nameof(Joined))
    {
        this.join = join;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => join.call(one.call(input), two.call(input));
}

/// <summary>A dense block, whose layers read all before them.</summary>
internal sealed class Dense : nn.Module<Tensor, Tensor>
{
    private readonly Conv1d one = nn.Conv1d(3, 2, 3, padding: 1);
    private readonly Conv1d two = nn.Conv1d(5, 2, 3, padding: 1);
    private readonly Concatenate both = new();
    private readonly Concatenate all = new(-2);

    public Dense()
        : base(nameof(Dense)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var first = one.call(input);
        var second = two.call(both.call(input, first));
        return both.call(all.call([input, first, second]), second);
    }
}

/// <summary>A network whose forward is given by the test, around modules of several kinds; it reads [n, 12].</summary>
internal sealed class Free : nn.Module<Tensor, Tensor>
{
    private readonly Func<Free, Tensor, Tensor> function;

    public Linear One { get; }

    public Linear Two { get; }

    public Linear Wide { get; }

    public ReLU Bend { get; }

    public Linear Narrow { get; }

    public Softmax Soft { get; }

    public Add Add { get; }

    public Parameter Pace { get; }

    public Free(Func<Free, Tensor, Tensor> function, params IReadOnlyList<nn.Module> more)
        : base(nameof(Free))
    {
        this.function = function;
        (One, Two, Wide, Narrow, Bend, Soft, Add, Pace) = (nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(12, 3), nn.Linear(12, 3), nn.ReLU(inplace: true), nn.Softmax(-1), new Add(), nn.Parameter(rand(3, 4)));
        foreach (var (name, module) in new (string, nn.Module)[] { ("One", One), ("Two", Two), ("Wide", Wide), ("Narrow", Narrow), ("Bend", Bend), ("Soft", Soft), ("Add", Add) })
        {
            register_module(name, module);
        }

        for (var i = 0; i < more.Count; i++)
        {
            register_module($"more{i}", more[i]);
        }
    }

    public override Tensor forward(Tensor input) => function(this, input);
}

/// <summary>Gives two tensors.</summary>
internal sealed class Splitter() : nn.Module<Tensor, (Tensor, Tensor)>(nameof(Splitter))
{
    public override (Tensor, Tensor) forward(Tensor input) => (input[.., ..2], input[.., 2..]);
}

/// <summary>Takes the first of two tensors.</summary>
internal sealed class Halves : nn.Module<Tensor, Tensor>
{
    private readonly Splitter split = new();

    public Halves()
        : base(nameof(Halves)) => RegisterComponents();

    public override Tensor forward(Tensor input) => split.call(input).Item1;
}
