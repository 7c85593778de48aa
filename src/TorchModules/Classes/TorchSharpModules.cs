using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers that stand for TorchSharp's modules in evaluation. A new one is one line here.</summary>
internal static class TorchSharpModules
{
    /// <summary>The classes that have layers, or change nothing in evaluation.</summary>
    public static IReadOnlySet<Type> Classes { get; } = new HashSet<Type>
    {
        typeof(Add), typeof(Subtract), typeof(Multiply), typeof(Concatenate), typeof(Affine),
        typeof(Modules.AdaptiveAvgPool1d), typeof(Modules.AdaptiveAvgPool2d), typeof(Modules.AdaptiveAvgPool3d), typeof(Modules.AdaptiveMaxPool1d), typeof(Modules.AdaptiveMaxPool2d), typeof(Modules.AdaptiveMaxPool3d), typeof(Modules.AvgPool1d), typeof(Modules.AvgPool2d), typeof(Modules.AvgPool3d), typeof(Modules.LPPool1d), typeof(Modules.LPPool2d), typeof(Modules.MaxPool1d), typeof(Modules.MaxPool2d), typeof(Modules.MaxPool3d),
        typeof(Modules.Conv1d), typeof(Modules.Conv2d), typeof(Modules.Conv3d), typeof(Modules.ConvTranspose1d), typeof(Modules.ConvTranspose2d), typeof(Modules.ConvTranspose3d), typeof(Modules.Fold), typeof(Modules.Unfold),
        typeof(Modules.BatchNorm1d), typeof(Modules.BatchNorm2d), typeof(Modules.BatchNorm3d), typeof(Modules.GroupNorm), typeof(Modules.InstanceNorm1d), typeof(Modules.InstanceNorm2d), typeof(Modules.InstanceNorm3d), typeof(Modules.LayerNorm), typeof(Modules.LocalResponseNorm),
        typeof(Modules.ChannelShuffle), typeof(Modules.ConstantPad1d), typeof(Modules.ConstantPad2d), typeof(Modules.ConstantPad3d), typeof(Modules.Flatten), typeof(Modules.PixelShuffle), typeof(Modules.PixelUnshuffle), typeof(Modules.ReflectionPad1d), typeof(Modules.ReflectionPad2d), typeof(Modules.ReflectionPad3d), typeof(Modules.ReplicationPad1d), typeof(Modules.ReplicationPad2d), typeof(Modules.ReplicationPad3d), typeof(Modules.Unflatten), typeof(Modules.Upsample), typeof(Modules.ZeroPad2d),
        typeof(Modules.Bilinear), typeof(Modules.CosineSimilarity), typeof(Modules.Linear), typeof(Modules.PairwiseDistance),
        typeof(Modules.Embedding), typeof(Modules.EmbeddingBag), typeof(Modules.GRU), typeof(Modules.LSTM), typeof(Modules.MultiheadAttention), typeof(Modules.RNN), typeof(Modules.TransformerEncoder), typeof(Modules.TransformerEncoderLayer),
        typeof(Modules.AlphaDropout), typeof(Modules.Dropout), typeof(Modules.Dropout1d), typeof(Modules.Dropout2d), typeof(Modules.Dropout3d), typeof(Modules.FeatureAlphaDropout), typeof(Modules.Identity),
        typeof(Modules.CELU), typeof(Modules.ELU), typeof(Modules.GELU), typeof(Modules.GLU), typeof(Modules.Hardshrink), typeof(Modules.Hardsigmoid), typeof(Modules.Hardswish), typeof(Modules.Hardtanh), typeof(Modules.LeakyReLU), typeof(Modules.LogSigmoid), typeof(Modules.LogSoftmax), typeof(Modules.Mish), typeof(Modules.PReLU), typeof(Modules.ReLU), typeof(Modules.ReLU6), typeof(Modules.RReLU), typeof(Modules.SELU), typeof(Modules.Sigmoid), typeof(Modules.SiLU), typeof(Modules.Softmax), typeof(Modules.Softmax2d), typeof(Modules.Softmin), typeof(Modules.Softplus), typeof(Modules.Softshrink), typeof(Modules.Softsign), typeof(Modules.Tanh), typeof(Modules.Tanhshrink), typeof(Modules.Threshold),
    };

    /// <summary>The mapping of a module's class, if there is one.</summary>
    public static ModuleMapping<nn.Module>? Of(nn.Module module) => Classes.Contains(module.GetType()) || IsEmpty(module) ? Layers : null;

    /// <summary>Whether a module bends each value by itself.</summary>
    public static bool IsActivation(nn.Module module) => ActivationModules.Layer(module, "") is Activation;

    /// <summary>The layers of a module.</summary>
    /// <exception cref="Contracts.Programs.ToolException">One of its options has no counterpart.</exception>
    public static IReadOnlyList<LayerSpec> Layers(nn.Module module, ModulePlace place) => IsSilent(module) ? [] : [Layer(module, place)];

    private static LayerSpec Layer(nn.Module module, ModulePlace place) => module switch
    {
        Modules.Linear linear => new Linear(Bias: linear.bias is not null) { Name = place.Name, InFeatures = (int)linear.in_features, OutFeatures = (int)linear.out_features },
        Affine numbers => AffineNumbers.Layer(numbers, place),
        Modules.Convolution convolution => ConvolutionModules.Layer(convolution, place),
        Modules.Unfold columns => ConvolutionModules.Columns(columns, place),
        Modules.Fold columns => ConvolutionModules.Laid(columns, place),
        Modules.Embedding table => LookupModules.Table(table, place),
        Modules.EmbeddingBag bag => LookupModules.Bag(bag, place),
        Modules.RNN or Modules.LSTM or Modules.GRU => RecurrentModules.Layer(module, place),
        Modules.MultiheadAttention attention => AttentionModules.Attention(attention, place),
        Modules.TransformerEncoder or Modules.TransformerEncoderLayer => AttentionModules.Encoder(module, place),
        _ => ActivationModules.Layer(module, place.Name) ?? PoolModules.Layer(module, place.Name) ?? NormalizationModules.Layer(module, place) ?? ShapeModules.Layer(module, place) ?? JointModules.Layer(module, place)
            ?? throw new NotSupportedException($"{module.GetType().Name} is among the classes that have layers, and has none"),
    };

    // how many write a shortcut; a class that derives from it has a forward of its own
    private static bool IsEmpty(nn.Module module) => module.GetType() == typeof(Modules.Sequential) && module is Modules.Sequential { Count: 0 };

    // in evaluation they change nothing
    private static bool IsSilent(nn.Module module) =>
        IsEmpty(module) || module is Modules.Identity or Modules.Dropout or Modules.Dropout1d or Modules.Dropout2d or Modules.Dropout3d or Modules.AlphaDropout or Modules.FeatureAlphaDropout;
}
