using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Toolchain.Trainer.Networks;

/// <summary>What normalization means to TorchSharp.</summary>
internal static class TorchNormalizations
{
    /// <summary>Batch normalization.</summary>
    /// <param name="norm">The layer.</param>
    /// <param name="own">Its parameters, null where it has none of a name.</param>
    public static LayerFunction Bind(BatchNorm norm, Func<string, Tensor?> own)
    {
        var (weight, bias, mean, variance) = (own("weight"), own("bias"), own("running_mean"), own("running_var"));
        return (inputs, training) => batch_norm(inputs[0], mean!, variance!, weight, bias, training is not null, norm.Momentum, norm.Epsilon);
    }

    /// <summary>Instance normalization.</summary>
    public static LayerFunction Bind(InstanceNorm norm, Func<string, Tensor?> own)
    {
        var (weight, bias, mean, variance) = (own("weight"), own("bias"), own("running_mean"), own("running_var"));
        return (inputs, training) => instance_norm(inputs[0], mean, variance, weight, bias, training is not null || !norm.TrackRunningStats, norm.Momentum, norm.Epsilon);
    }

    /// <summary>Normalization over the last axes.</summary>
    public static Func<Tensor, Tensor> Bind(LayerNorm norm, Func<string, Tensor?> own)
    {
        var (weight, bias) = (own("weight"), own("bias"));
        long[] shape = [.. norm.NormalizedShape.Select(size => (long)size)];
        return input => layer_norm(input, shape, weight, bias, norm.Epsilon);
    }

    /// <summary>Normalization of groups of channels.</summary>
    public static Func<Tensor, Tensor> Bind(GroupNorm norm, Func<string, Tensor?> own)
    {
        var (weight, bias) = (own("weight"), own("bias"));
        return input => group_norm(input, norm.Groups, weight, bias, norm.Epsilon);
    }

    /// <summary>Division by the power of neighbouring channels.</summary>
    public static Func<Tensor, Tensor> Bind(LocalResponseNorm norm) => input => local_response_norm(input, norm.Size, norm.Alpha, norm.Beta, norm.K);
}
