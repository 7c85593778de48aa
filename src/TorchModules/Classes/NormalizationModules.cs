using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of normalizations.</summary>
internal static class NormalizationModules
{
    private const double Momentum = 0.1; // of a cumulative average, which training alone reads

    /// <summary>The layer of a normalization, or null where the module is none.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It needs the batch also in evaluation.</exception>
    public static LayerSpec? Layer(nn.Module module, ModulePlace place) => module switch
    {
        Modules.BatchNorm norm => Batch(norm, place.Name),
        Modules.InstanceNorm1d norm => new InstanceNorm1d(norm.eps, norm.momentum ?? Momentum, norm.weight is not null, norm.track_running_stats) { Name = place.Name, Features = (int)norm.num_features },
        Modules.InstanceNorm2d norm => new InstanceNorm2d(norm.eps, norm.momentum ?? Momentum, norm.weight is not null, norm.track_running_stats) { Name = place.Name, Features = (int)norm.num_features },
        Modules.InstanceNorm3d norm => new InstanceNorm3d(norm.eps, norm.momentum ?? Momentum, norm.weight is not null, norm.track_running_stats) { Name = place.Name, Features = (int)norm.num_features },
        Modules.LayerNorm norm => new LayerNorm(norm.eps, norm.elementwise_affine, norm.bias is not null) { Name = place.Name, NormalizedShape = [.. norm.normalized_shape.Select(size => (int)size)] },
        Modules.GroupNorm norm => new GroupNorm(norm.eps, norm.affine) { Name = place.Name, Groups = (int)norm.num_groups, Channels = place.Input[0] },
        Modules.LocalResponseNorm norm => new LocalResponseNorm(norm.alpha, norm.beta, norm.k) { Name = place.Name, Size = (int)norm.size },
        _ => null,
    };

    private static BatchNorm Batch(Modules.BatchNorm norm, string name)
    {
        if (!norm.track_running_stats)
        {
            throw Refusal.At(name, norm, "takes the statistics of the batch also in evaluation", "track_running_stats: true", "train it with running statistics");
        }

        var (momentum, affine, features) = (norm.momentum ?? Momentum, norm.weight is null ? false : (bool?)null, (int)norm.num_features);
        return norm switch
        {
            Modules.BatchNorm1d => new BatchNorm1d(norm.eps, momentum, affine) { Name = name, Features = features },
            Modules.BatchNorm2d => new BatchNorm2d(norm.eps, momentum, affine) { Name = name, Features = features },
            _ => new BatchNorm3d(norm.eps, momentum, affine) { Name = name, Features = features },
        };
    }
}
