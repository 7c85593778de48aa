using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Toolchain.Trainer.Kernels;

/// <summary>The arithmetic of dense layers on one width of vectors. Every width sums in the same order, so where the processor multiplies and adds in one rounding, all give the same bits.</summary>
internal abstract unsafe class DenseKernels
{
    /// <summary>Floats of the room that a thread must bring: a tile's sums, and an edge's parameters with their velocity.</summary>
    public const int RoomFloats = 1024;

    /// <summary>Every width that this processor and runtime have, the widest first.</summary>
    public static IReadOnlyList<DenseKernels> Supported { get; } = [.. All()];

    /// <summary>The widest.</summary>
    public static DenseKernels Widest => Supported[0];

    /// <summary>Whether left · right + addend is rounded once here.</summary>
    public static bool RoundsOnce => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>What the width is called: <c>Vector512</c>, <c>Vector256</c> or <c>Vector128</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Lanes of a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Turns the pixels of some input features into numbers in 0 to 1, in rows and panels, and marks the features that are not 0 everywhere.</summary>
    /// <param name="batch">Whose <see cref="DenseBatch.Pixels"/> are there.</param>
    /// <param name="features">Which.</param>
    public abstract void ReadPixels(DenseBatch batch, Share features);

    /// <summary>Some units of a hidden layer: the outputs of a level, in panels.</summary>
    /// <param name="batch">Where the level below is there in full.</param>
    /// <param name="level">Of the outputs, counted from 1.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="terms">Of the sums over the inputs.</param>
    /// <param name="units">Which.</param>
    /// <param name="samples">Of which samples.</param>
    /// <param name="room">The thread's own.</param>
    public abstract void Hidden(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share units, Share samples, float* room);

    /// <summary>The logits of some samples, in panels.</summary>
    /// <inheritdoc cref="Hidden" path="/param"/>
    public abstract void Logits(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share samples, float* room);

    /// <summary>The gradient that reaches some units of the level below a layer.</summary>
    /// <param name="batch">Where the level's gradient is there in full.</param>
    /// <param name="level">The layer's outputs, counted from 1; its inputs must be a hidden level.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="terms">Of the sums over the outputs.</param>
    /// <param name="units">Which of its inputs.</param>
    /// <param name="room">The thread's own.</param>
    public abstract void Backward(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share units, float* room);

    /// <summary>The gradient of part of a layer's weights, and at once their update.</summary>
    /// <param name="batch">Where the level's gradient and the level below are there.</param>
    /// <param name="level">The layer's outputs, counted from 1.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="terms">Of the sums over the samples.</param>
    /// <param name="outputs">Rows of the weights.</param>
    /// <param name="inputs">Columns of the weights.</param>
    /// <param name="descent">The numbers of the update.</param>
    /// <param name="room">The thread's own.</param>
    public abstract void UpdateWeights(DenseBatch batch, int level, DenseLayer layer, Terms terms, Share outputs, Share inputs, Descent descent, float* room);

    /// <summary>The gradient of some of a layer's biases, and at once their update.</summary>
    /// <inheritdoc cref="UpdateWeights" path="/param"/>
    public abstract void UpdateBiases(DenseBatch batch, int level, DenseLayer layer, Share outputs, Descent descent, float* room);

    private static IEnumerable<DenseKernels> All()
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            yield return new DenseKernels<Lanes512, Vector512<float>>("Vector512");
        }

        if (Vector256.IsHardwareAccelerated && Avx2.IsSupported)
        {
            yield return new DenseKernels<Lanes256, Vector256<float>>("Vector256");
        }

        yield return new DenseKernels<Lanes128, Vector128<float>>("Vector128");
    }
}
