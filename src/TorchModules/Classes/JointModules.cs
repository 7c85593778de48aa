using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of modules that read several values.</summary>
internal static class JointModules
{
    /// <summary>The layer of such a module, or null where it is none.</summary>
    public static LayerSpec? Layer(nn.Module module, ModulePlace place) => module switch
    {
        Add => new Contracts.Networks.Add { Name = place.Name, Inputs = place.Inputs },
        Subtract => new Contracts.Networks.Subtract { Name = place.Name, Inputs = place.Inputs },
        Multiply => new Contracts.Networks.Multiply { Name = place.Name, Inputs = place.Inputs },
        Concatenate joint => new Contracts.Networks.Concatenate((int)joint.Dim) { Name = place.Name, Inputs = place.Inputs },
        Modules.Bilinear both => new Bilinear(both.bias is not null) { Name = place.Name, Inputs = place.Inputs, In1Features = (int)both.in1_features, In2Features = (int)both.in2_features, OutFeatures = (int)both.out_features },
        Modules.CosineSimilarity angle => new CosineSimilarity((int)angle.dim, angle.eps) { Name = place.Name, Inputs = place.Inputs },
        Modules.PairwiseDistance distance => new PairwiseDistance(distance.norm, distance.eps, distance.keepdim) { Name = place.Name, Inputs = place.Inputs },
        _ => null,
    };
}
