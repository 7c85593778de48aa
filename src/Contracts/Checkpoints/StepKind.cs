namespace Toolchain.Contracts.Checkpoints;

/// <summary>Which code computes an update. Both give the same training up to rounding, so it is part of the bits and of the plan.</summary>
public enum StepKind
{
    /// <summary>TorchSharp's autograd: any network, any optimizer.</summary>
    Autograd,

    /// <summary>Our own kernels: dense networks with ReLU, stochastic gradient descent, on the CPU.</summary>
    Fused,
}
