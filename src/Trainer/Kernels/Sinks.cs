using System.Runtime.CompilerServices;

namespace Toolchain.Trainer.Kernels;

/// <summary>Forward of a hidden layer: sum + bias, then ReLU. The product first, the bias after it (docs/decisions/0005).</summary>
/// <param name="bias">Of row 0.</param>
internal readonly unsafe struct BiasAndRelu<TLanes, TVector>(float* bias) : ISink<TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TVector sum, float* target, int row)
    {
        var value = TLanes.Add(sum, TLanes.Fill(bias[row]));
        TLanes.Store(TLanes.Gated(value, value), target);
    }
}

/// <summary>Forward of the last layer: sum + bias.</summary>
/// <param name="bias">Of row 0.</param>
internal readonly unsafe struct BiasOnly<TLanes, TVector>(float* bias) : ISink<TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TVector sum, float* target, int row) => TLanes.Store(TLanes.Add(sum, TLanes.Fill(bias[row])), target);
}

/// <summary>Backward through ReLU: the sum where the unit was active, else 0.</summary>
/// <param name="toActivation">Elements from a target to the unit's activation.</param>
internal readonly unsafe struct ReluGradient<TLanes, TVector>(nint toActivation) : ISink<TVector>
    where TLanes : ILanes<TVector>
    where TVector : struct
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(TVector sum, float* target, int row) => TLanes.Store(TLanes.Gated(sum, TLanes.Load(target + toActivation)), target);
}
