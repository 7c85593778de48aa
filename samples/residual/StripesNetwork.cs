using Toolchain.TorchModules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Toolchain.Samples.Residual;

/// <summary>Two convolutions and the picture they began with: [n, c, h, w], the same.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Sequential body;
    private readonly Add add = new();
    private readonly ReLU relu = nn.ReLU();

    /// <summary>A block of so many channels.</summary>
    public ResidualBlock(int channels)
        : base(nameof(ResidualBlock))
    {
        body = nn.Sequential(nn.Conv2d(channels, channels, 3, padding: 1, bias: false), nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, channels, 3, padding: 1));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => relu.call(add.call(body.call(input), input));
}

/// <summary>Says which way the stripes of a picture [n, 1, 16, 16] run: logits [n, 3].</summary>
internal sealed class StripesNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d first = nn.Conv2d(1, 8, 3, padding: 1);
    private readonly Sequential blocks = nn.Sequential(new ResidualBlock(8), nn.MaxPool2d(2), new ResidualBlock(8));
    private readonly AdaptiveAvgPool2d mean = nn.AdaptiveAvgPool2d(1);
    private readonly Flatten flatten = nn.Flatten();
    private readonly Linear last = nn.Linear(8, 3);

    /// <summary>Fresh weights.</summary>
    public StripesNetwork()
        : base(nameof(StripesNetwork)) => RegisterComponents();

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => last.call(flatten.call(mean.call(blocks.call(first.call(input)))));
}
