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

    public Around(Func<Linear, Linear, Tensor, Tensor> function)
        : base(nameof(Around))
    {
        this.function = function;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => function(one, two, input);
}

/// <summary>A class that nobody knows: it doubles.</summary>
internal sealed class Doubled() : nn.Module<Tensor, Tensor>(nameof(Doubled))
{
    public override Tensor forward(Tensor input) => input.add(input);
}
