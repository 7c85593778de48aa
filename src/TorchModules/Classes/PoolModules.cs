using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of pools.</summary>
internal static class PoolModules
{
    /// <summary>The layer of a pool, or null where the module is none.</summary>
    public static LayerSpec? Layer(nn.Module module, string name) => module switch
    {
        Modules.MaxPool1d pool => new MaxPool1d(pool.stride.All(), pool.padding.All(), pool.dilation.All(), pool.ceil_mode) { Name = name, Kernel = pool.kernel_size.All() },
        Modules.MaxPool2d pool => new MaxPool2d(pool.stride.All(), pool.padding.All(), pool.dilation.All(), pool.ceil_mode) { Name = name, Kernel = pool.kernel_size.Each() },
        Modules.MaxPool3d pool => new MaxPool3d(pool.stride.All(), pool.padding.All(), pool.dilation.All(), pool.ceil_mode) { Name = name, Kernel = pool.kernel_size.Each() },
        Modules.AvgPool1d pool => new AvgPool1d(pool.stride.All(), pool.padding.All(), pool.count_include_pad, pool.ceil_mode) { Name = name, Kernel = pool.kernel_size.All() },
        Modules.AvgPool2d pool => new AvgPool2d(pool.stride.All(), pool.padding.All(), pool.count_include_pad, pool.ceil_mode, (int?)pool.divisor_override) { Name = name, Kernel = pool.kernel_size.Each() },
        Modules.AvgPool3d pool => new AvgPool3d(pool.stride.All(), pool.padding.All(), pool.count_include_pad, pool.ceil_mode, (int?)pool.divisor_override) { Name = name, Kernel = pool.kernel_size.Each() },
        Modules.LPPool1d pool => new LpPool1d(pool.stride.All(), pool.ceil_mode) { Name = name, NormType = pool.norm_type, Kernel = pool.kernel_size.All() },
        Modules.LPPool2d pool => new LpPool2d(pool.stride.All(), pool.ceil_mode) { Name = name, NormType = pool.norm_type, Kernel = pool.kernel_size.Each() },
        Modules.AdaptiveAvgPool1d pool => new AdaptiveAvgPool1d { Name = name, OutputSize = pool.output_size.All() },
        Modules.AdaptiveAvgPool2d pool => new AdaptiveAvgPool2d { Name = name, OutputSize = pool.output_size.Each() },
        Modules.AdaptiveAvgPool3d pool => new AdaptiveAvgPool3d { Name = name, OutputSize = pool.output_size.Each() },
        Modules.AdaptiveMaxPool1d pool => new AdaptiveMaxPool1d { Name = name, OutputSize = pool.output_size.All() },
        Modules.AdaptiveMaxPool2d pool => new AdaptiveMaxPool2d { Name = name, OutputSize = pool.output_size.Each() },
        Modules.AdaptiveMaxPool3d pool => new AdaptiveMaxPool3d { Name = name, OutputSize = pool.output_size.Each() },
        _ => null,
    };
}
