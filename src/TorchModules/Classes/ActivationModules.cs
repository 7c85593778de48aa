using Toolchain.Contracts.Networks;
using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace Toolchain.TorchModules;

/// <summary>The layers of activations.</summary>
internal static class ActivationModules
{
    /// <summary>The layer of an activation, or null where the module is none.</summary>
    public static LayerSpec? Layer(nn.Module module, string name) => module switch
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
}
