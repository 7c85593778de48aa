using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Toolchain.Trainer.Kernels;

/// <summary>Turns float32 memory from rows into columns, four by four.</summary>
internal static unsafe class Transposition
{
    /// <summary>Writes the transpose of 4 × 4 numbers.</summary>
    /// <param name="source">First row.</param>
    /// <param name="sourceStride">Elements from a row to the next.</param>
    /// <param name="target">First column's place.</param>
    /// <param name="targetStride">Elements from a column's place to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourByFour(float* source, nint sourceStride, float* target, nint targetStride)
    {
        var a = Vector128.Load(source);
        var b = Vector128.Load(source + sourceStride);
        var c = Vector128.Load(source + (2 * sourceStride));
        var d = Vector128.Load(source + (3 * sourceStride));
        var (lowAc, highAc, lowBd, highBd) = (ZipLow(a, c), ZipHigh(a, c), ZipLow(b, d), ZipHigh(b, d));
        ZipLow(lowAc, lowBd).Store(target);
        ZipHigh(lowAc, lowBd).Store(target + targetStride);
        ZipLow(highAc, highBd).Store(target + (2 * targetStride));
        ZipHigh(highAc, highBd).Store(target + (3 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);
}
