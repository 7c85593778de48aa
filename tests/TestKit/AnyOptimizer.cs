using CsCheck;
using Toolchain.Contracts.Optimizers;

namespace Toolchain.TestKit;

/// <summary>Optimizers of every kind, with any numbers that they take.</summary>
public static class AnyOptimizer
{
    private static readonly Gen<double> Share = Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 0.999]);
    private static readonly Gen<double> Small = Gen.OneOf(Gen.Const(0.0), Gen.Double[1e-12, 0.1]);

    /// <summary>The generator.</summary>
    public static Gen<OptimizerSpec> Generator { get; } = Gen.OneOf<OptimizerSpec>(
        Gen.Select(Share, Share, Small).Select((momentum, dampening, decay) => (OptimizerSpec)new Sgd(momentum, dampening, false, decay)),
        Gen.Select(Gen.Double[0.01, 0.999], Small).Select((momentum, decay) => (OptimizerSpec)new Sgd(momentum, 0, true, decay)),
        Gen.Select(Share, Share, Small, Gen.Bool, Small).Select((beta1, beta2, epsilon, max, decay) => (OptimizerSpec)new Adam(beta1, beta2, epsilon, max, decay)),
        Gen.Select(Share, Share, Small, Gen.Bool, Small).Select((beta1, beta2, epsilon, max, decay) => (OptimizerSpec)new AdamW(beta1, beta2, epsilon, max, decay)),
        Gen.Select(Share, Small, Share, Gen.Bool, Small).Select((alpha, epsilon, momentum, centered, decay) => (OptimizerSpec)new RmsProp(alpha, epsilon, momentum, centered, decay)));
}
