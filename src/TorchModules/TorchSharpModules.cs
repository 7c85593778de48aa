using Toolchain.Contracts.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers that stand for TorchSharp's modules in evaluation. A new one is one line here.</summary>
internal static class TorchSharpModules
{
    /// <summary>The classes that have layers, or change nothing in evaluation.</summary>
    public static IReadOnlySet<Type> Classes { get; } = new HashSet<Type>
    {
        typeof(Add),
        typeof(Modules.Linear), typeof(Modules.Conv2d), typeof(Modules.BatchNorm1d), typeof(Modules.BatchNorm2d), typeof(Modules.MaxPool2d), typeof(Modules.AvgPool2d), typeof(Modules.AdaptiveAvgPool2d), typeof(Modules.Flatten), typeof(Modules.Unflatten), typeof(Modules.Embedding),
        typeof(Modules.Identity), typeof(Modules.Dropout), typeof(Modules.Dropout1d), typeof(Modules.Dropout2d), typeof(Modules.Dropout3d), typeof(Modules.AlphaDropout), typeof(Modules.FeatureAlphaDropout),
        typeof(Modules.ReLU), typeof(Modules.ReLU6), typeof(Modules.LeakyReLU), typeof(Modules.PReLU), typeof(Modules.RReLU), typeof(Modules.ELU), typeof(Modules.CELU), typeof(Modules.SELU), typeof(Modules.GELU), typeof(Modules.SiLU), typeof(Modules.Mish), typeof(Modules.Sigmoid), typeof(Modules.LogSigmoid), typeof(Modules.Tanh),
        typeof(Modules.Tanhshrink), typeof(Modules.Softsign), typeof(Modules.Softplus), typeof(Modules.Hardsigmoid), typeof(Modules.Hardswish), typeof(Modules.Hardtanh), typeof(Modules.Hardshrink), typeof(Modules.Softshrink), typeof(Modules.Threshold), typeof(Modules.Softmax), typeof(Modules.LogSoftmax), typeof(Modules.Softmin), typeof(Modules.Softmax2d), typeof(Modules.GLU),
    };

    /// <summary>The layers of a module.</summary>
    /// <exception cref="Contracts.Programs.ToolException">One of its options has no counterpart.</exception>
    public static IReadOnlyList<LayerSpec> Layers(nn.Module module, ModulePlace place)
    {
        var name = place.Name;
        return module switch
        {
            Add => [new Contracts.Networks.Add { Name = name, Inputs = place.Inputs }],
            Modules.Linear linear => [new Linear(Bias: linear.bias is not null) { Name = name, InFeatures = (int)linear.in_features, OutFeatures = (int)linear.out_features }],
            Modules.Conv2d conv => [Convolution(conv, place)],
            Modules.BatchNorm1d norm => [new BatchNorm1d(norm.eps, norm.momentum ?? 0.1) { Name = name, Features = Tracked(norm, name) }],
            Modules.BatchNorm2d norm => [new BatchNorm2d(norm.eps, norm.momentum ?? 0.1) { Name = name, Features = Tracked(norm, name) }],
            Modules.MaxPool2d pool => [new MaxPool2d(Size(pool.stride ?? pool.kernel_size), Size(pool.padding, 0), Size(pool.dilation, 1)) { Name = name, Kernel = Size(Floor(pool, pool.kernel_size, pool.ceil_mode, name)) }],
            Modules.AvgPool2d { divisor_override: not null } => throw Refusal.At(name, module, "has a divisor_override", "the number of values in the window as divisor", "leave it out"),
            Modules.AvgPool2d pool => [new AvgPool2d(Size(pool.stride ?? pool.kernel_size), Size(pool.padding, 0), pool.count_include_pad) { Name = name, Kernel = Size(Floor(pool, pool.kernel_size, pool.ceil_mode, name)) }],
            Modules.AdaptiveAvgPool2d => Adaptive(module, place),
            Modules.Flatten { start_dim: 1 } flat when flat.end_dim == -1 || flat.end_dim == place.Input.Count => [new Flatten { Name = name }],
            Modules.Flatten or Modules.Unflatten { dim: not 0 } => [new Reshape { Name = name, Shape = place.Output }],
            Modules.Embedding table => [new Embedding { Name = name, NumEmbeddings = (int)table.weight!.shape[0], EmbeddingDim = (int)table.weight.shape[1] }],
            _ when Silent(module) => [],
            _ => Bent(module, name) is { } layer ? [layer] : throw Refusal.At(name, module, "has options that no layer has", "options as docs/layers.md lists them", "register a mapping for its class"),
        };
    }

    // in evaluation they change nothing; an empty Sequential is how many write a shortcut
    private static bool Silent(nn.Module module) =>
        module is Modules.Sequential { Count: 0 } or Modules.Identity or Modules.Dropout or Modules.Dropout1d or Modules.Dropout2d or Modules.Dropout3d or Modules.AlphaDropout or Modules.FeatureAlphaDropout;

    private static LayerSpec? Bent(nn.Module module, string name) => module switch
    {
        Modules.ReLU => new Relu { Name = name },
        Modules.PReLU slopes => new PRelu((int)slopes.num_parameters) { Name = name },
        Modules.RReLU slope => new RRelu(slope.lower, slope.upper) { Name = name },
        Modules.GELU gelu => new Gelu(gelu.approximate == Modules.GELU.Approximate.tanh ? GeluForm.Tanh : GeluForm.None) { Name = name },
        Modules.Softplus soft => new Softplus(soft.beta, soft.threshold) { Name = name },
        Modules.Hardtanh hard => new Hardtanh(hard.min_val, hard.max_val) { Name = name },
        Modules.Hardshrink hard => new Hardshrink(hard.lambda) { Name = name },
        Modules.Softshrink soft => new Softshrink(soft.lambda) { Name = name },
        Modules.Threshold step => new Thresholded { Name = name, Threshold = step.threshold, Value = step.value },
        Modules.Softmax along => new Softmax { Name = name, Dim = (int)along.dim },
        Modules.LogSoftmax along => new LogSoftmax { Name = name, Dim = (int)along.dim },
        Modules.Softmin along => new Softmin { Name = name, Dim = (int)along.dim },
        Modules.GLU halves => new Glu { Name = name, Dim = (int)halves.dim },
        Modules.ReLU6 => new Relu6 { Name = name },
        Modules.LeakyReLU leaky => new LeakyRelu(leaky.negative_slope) { Name = name },
        Modules.ELU elu => new Elu(elu.alpha) { Name = name },
        Modules.CELU celu => new Celu(celu.alpha) { Name = name },
        Modules.SELU => new Selu { Name = name },
        Modules.SiLU => new Silu { Name = name },
        Modules.Mish => new Mish { Name = name },
        Modules.Sigmoid => new Sigmoid { Name = name },
        Modules.LogSigmoid => new LogSigmoid { Name = name },
        Modules.Tanh => new Tanh { Name = name },
        Modules.Tanhshrink => new Tanhshrink { Name = name },
        Modules.Softsign => new Softsign { Name = name },
        Modules.Hardsigmoid => new Hardsigmoid { Name = name },
        Modules.Hardswish => new Hardswish { Name = name },
        Modules.Softmax2d => new Softmax2d { Name = name },
        _ => null,
    };

    private static Conv2d Convolution(Modules.Conv2d conv, ModulePlace place)
    {
        if (conv.padding_mode != PaddingModes.Zeros || conv.padding_type is Padding.Same)
        {
            throw Refusal.At(place.Name, conv, $"pads with {(conv.padding_mode != PaddingModes.Zeros ? conv.padding_mode : conv.padding_type)}", "zeros, as many as 'padding' says", "pad with numbers");
        }

        return new Conv2d(Size(conv.stride), Size(conv.padding, 0), Size(conv.dilation), (int)conv.groups, conv.bias is not null)
        {
            Name = place.Name,
            InChannels = (int)conv.in_channels,
            OutChannels = (int)conv.out_channels,
            Kernel = Size(conv.kernel_size),
        };
    }

    // windows of one size, where the sizes divide
    private static IReadOnlyList<LayerSpec> Adaptive(nn.Module module, ModulePlace place)
    {
        var (input, output) = (place.Input, place.Output);
        if (input is not [_, var height, var width] || height % output[1] != 0 || width % output[2] != 0)
        {
            throw Refusal.At(place.Name, module, $"makes [{string.Join(", ", output)}] of [{string.Join(", ", input)}] in windows of several sizes", "sizes that divide those of the input", "choose another output size");
        }

        var kernel = new Sizes(height / output[1], width / output[2]);
        return kernel == 1 ? [] : [new AvgPool2d { Name = place.Name, Kernel = kernel }];
    }

    private static int Tracked(Modules.BatchNorm norm, string name) => norm.track_running_stats
        ? (int)norm.num_features
        : throw Refusal.At(name, norm, "takes the statistics of the batch also in evaluation", "track_running_stats: true", "train it with running statistics");

    private static long[] Floor(nn.Module module, long[] kernel, bool ceiling, string name) => ceiling
        ? throw Refusal.At(name, module, "has ceil_mode: true", "ceil_mode: false", "pad before it, or register a mapping for its class")
        : kernel;

    private static Sizes Size(long[]? sizes, int otherwise = 1) => sizes switch
    {
        null or [] => otherwise,
        [var both] => (int)both,
        _ => new Sizes((int)sizes[0], (int)sizes[1]),
    };
}
