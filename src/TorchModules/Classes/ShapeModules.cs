using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;
using TorchUpsampleMode = TorchSharp.torch.UpsampleMode;
using UpsampleMode = Toolchain.Contracts.Networks.UpsampleMode;

namespace Toolchain.TorchModules;

/// <summary>The layers of what moves values about.</summary>
internal static class ShapeModules
{
    /// <summary>The layer of such a module, or null where it is none.</summary>
    public static LayerSpec? Layer(nn.Module module, ModulePlace place)
    {
        var name = place.Name;
        return module switch
        {
            Modules.Flatten { start_dim: 1 } flat when flat.end_dim == -1 || flat.end_dim == place.Input.Count => new Flatten { Name = name },
            Modules.Flatten flat => new Flatten((int)flat.start_dim, (int)flat.end_dim) { Name = name },
            Modules.Unflatten parts => new Unflatten { Name = name, Dim = (int)parts.dim, Sizes = [.. parts.unflattened_size.Select(size => (int)size)] },
            Modules.PixelShuffle pixels => new PixelShuffle { Name = name, UpscaleFactor = (int)pixels.upscale_factor },
            Modules.PixelUnshuffle pixels => new PixelUnshuffle { Name = name, DownscaleFactor = (int)pixels.downscale_factor },
            Modules.ChannelShuffle channels => new ChannelShuffle { Name = name, Groups = (int)channels.groups },
            Modules.Upsample larger => Larger(larger, place),
            Modules.PadBase pad => Padding(pad, name),
            _ => null,
        };
    }

    private static Upsample Larger(Modules.Upsample module, ModulePlace place)
    {
        var mode = module.mode switch
        {
            TorchUpsampleMode.Linear => UpsampleMode.Linear,
            TorchUpsampleMode.Bilinear => UpsampleMode.Bilinear,
            TorchUpsampleMode.Bicubic => UpsampleMode.Bicubic,
            TorchUpsampleMode.Trilinear => UpsampleMode.Trilinear,
            _ => UpsampleMode.Nearest,
        };

        // a factor that is computed again from the sizes is nothing but the sizes
        var bySize = module.scale_factor.IsEmpty || module.recompute_scale_factor == true;
        Sizes? size = bySize ? new Sizes([.. place.Output.Skip(1)]) : null;
        Factors? factor = bySize ? null : new Factors(module.scale_factor.ToArray());
        return new Upsample(size, factor, mode, module.align_corners == true) { Name = place.Name };
    }

    private static LayerSpec Padding(Modules.PadBase pad, string name)
    {
        var sides = pad.padding.Each();
        return pad switch
        {
            Modules.ConstantPad1d => new ConstantPad1d(pad.value) { Name = name, Padding = sides },
            Modules.ConstantPad2d => new ConstantPad2d(pad.value) { Name = name, Padding = sides },
            Modules.ConstantPad3d => new ConstantPad3d(pad.value) { Name = name, Padding = sides },
            Modules.ZeroPad2d => new ZeroPad2d { Name = name, Padding = sides },
            Modules.ReflectionPad1d => new ReflectionPad1d { Name = name, Padding = sides },
            Modules.ReflectionPad2d => new ReflectionPad2d { Name = name, Padding = sides },
            Modules.ReflectionPad3d => new ReflectionPad3d { Name = name, Padding = sides },
            Modules.ReplicationPad1d => new ReplicationPad1d { Name = name, Padding = sides },
            Modules.ReplicationPad2d => new ReplicationPad2d { Name = name, Padding = sides },
            _ => new ReplicationPad3d { Name = name, Padding = sides },
        };
    }
}
