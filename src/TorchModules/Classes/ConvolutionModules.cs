using Toolchain.Contracts.Networks;
using TorchSharp;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of convolutions and of what else moves a window along.</summary>
internal static class ConvolutionModules
{
    /// <summary>The layer of a convolution.</summary>
    /// <exception cref="Contracts.Programs.ToolException">It pads as no layer does.</exception>
    public static LayerSpec Layer(Modules.Convolution module, ModulePlace place)
    {
        var (stride, dilation, groups, bias) = (module.stride.All(), module.dilation.All(), (int)module.groups, module.bias is not null);
        return module switch
        {
            Modules.ConvTranspose1d => new ConvTranspose1d(stride, module.padding.All(), OutputPadding(module), dilation, groups, bias) { Name = place.Name, InChannels = (int)module.in_channels, OutChannels = (int)module.out_channels, Kernel = module.kernel_size.Each() },
            Modules.ConvTranspose2d => new ConvTranspose2d(stride, module.padding.All(), OutputPadding(module), dilation, groups, bias) { Name = place.Name, InChannels = (int)module.in_channels, OutChannels = (int)module.out_channels, Kernel = module.kernel_size.Each() },
            Modules.ConvTranspose3d => new ConvTranspose3d(stride, module.padding.All(), OutputPadding(module), dilation, groups, bias) { Name = place.Name, InChannels = (int)module.in_channels, OutChannels = (int)module.out_channels, Kernel = module.kernel_size.Each() },
            Modules.Conv1d => new Conv1d(stride, Padding(module, place), dilation, groups, bias, Mode(module)) { Name = place.Name, InChannels = (int)module.in_channels, OutChannels = (int)module.out_channels, Kernel = module.kernel_size.Each() },
            Modules.Conv2d => new Conv2d(stride, Padding(module, place), dilation, groups, bias, Mode(module)) { Name = place.Name, InChannels = (int)module.in_channels, OutChannels = (int)module.out_channels, Kernel = module.kernel_size.Each() },
            _ => new Conv3d(stride, Padding(module, place), dilation, groups, bias, Mode(module)) { Name = place.Name, InChannels = (int)module.in_channels, OutChannels = (int)module.out_channels, Kernel = module.kernel_size.Each() },
        };
    }

    /// <summary>The layer of a window's values as columns.</summary>
    public static Unfold Columns(Modules.Unfold module, ModulePlace place) =>
        new(module.dilation.All(), module.padding.All(), module.stride.All()) { Name = place.Name, Kernel = module.kernel_size.All() };

    /// <summary>The layer of columns laid back.</summary>
    public static Fold Laid(Modules.Fold module, ModulePlace place) =>
        new(module.dilation.All(), module.padding.All(), module.stride.All()) { Name = place.Name, Kernel = module.kernel_size.All(), OutputSize = module.output_size.All() };

    // TorchSharp 0.107 takes the first number for every axis
    private static Sizes OutputPadding(Modules.Convolution module) => (int)module.output_padding[0];

    private static ConvPadding Padding(Modules.Convolution module, ModulePlace place)
    {
        if (module.padding_type is not TorchSharp.Padding.Same)
        {
            return module.padding.All() is { } each ? each : 0;
        }

        // TorchSharp 0.107 exchanges the axes where it pads "same" by itself
        var reach = module.kernel_size.Zip(module.dilation, (size, distance) => distance * (size - 1)).Distinct();
        return Mode(module) == PaddingMode.Zeros || reach.Count() == 1 ? ConvPadding.Same
            : throw Refusal.At(place.Name, module, $"pads with {module.padding_mode} to the same size, and by other numbers along each axis", "zeros, or a kernel of one size along all axes", "pad with numbers");
    }

    private static PaddingMode Mode(Modules.Convolution module) => module.padding_mode switch
    {
        PaddingModes.Reflect => PaddingMode.Reflect,
        PaddingModes.Replicate => PaddingMode.Replicate,
        PaddingModes.Circular => PaddingMode.Circular,
        _ => PaddingMode.Zeros,
    };
}
