using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Toolchain.Trainer.Kernels;

/// <summary>Turns memory from rows into columns: float32 four by four, bytes sixteen by sixteen.</summary>
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

    /// <summary>Writes the transpose of 16 × 16 bytes.</summary>
    /// <param name="rows">Where each row lies.</param>
    /// <param name="offset">Of the first column in each row.</param>
    /// <param name="target">First column's place.</param>
    /// <param name="targetStride">Bytes from a column's place to the next.</param>
    /// <remarks>Four rounds of interleaving row i with row i + 8, each of which rotates the eight bits of a byte's place (row, column) by one; after four they have changed sides.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SixteenBySixteen(byte** rows, nint offset, byte* target, nint targetStride)
    {
        var (a0, a1, a2, a3) = (Vector128.Load(rows[0] + offset), Vector128.Load(rows[1] + offset), Vector128.Load(rows[2] + offset), Vector128.Load(rows[3] + offset));
        var (a4, a5, a6, a7) = (Vector128.Load(rows[4] + offset), Vector128.Load(rows[5] + offset), Vector128.Load(rows[6] + offset), Vector128.Load(rows[7] + offset));
        var (a8, a9, a10, a11) = (Vector128.Load(rows[8] + offset), Vector128.Load(rows[9] + offset), Vector128.Load(rows[10] + offset), Vector128.Load(rows[11] + offset));
        var (a12, a13, a14, a15) = (Vector128.Load(rows[12] + offset), Vector128.Load(rows[13] + offset), Vector128.Load(rows[14] + offset), Vector128.Load(rows[15] + offset));
        for (var round = 0; round < 4; round++)
        {
            var (b0, b1, b2, b3, b4, b5, b6, b7) = (a0, a1, a2, a3, a4, a5, a6, a7);
            (a0, a1) = (ZipLow(b0, a8), ZipHigh(b0, a8));
            (a2, a3) = (ZipLow(b1, a9), ZipHigh(b1, a9));
            (a4, a5) = (ZipLow(b2, a10), ZipHigh(b2, a10));
            (a6, a7) = (ZipLow(b3, a11), ZipHigh(b3, a11));
            (a8, a9, a10, a11, a12, a13, a14, a15) = (ZipLow(b4, a12), ZipHigh(b4, a12), ZipLow(b5, a13), ZipHigh(b5, a13), ZipLow(b6, a14), ZipHigh(b6, a14), ZipLow(b7, a15), ZipHigh(b7, a15));
        }

        a0.Store(target);
        a1.Store(target + targetStride);
        a2.Store(target + (2 * targetStride));
        a3.Store(target + (3 * targetStride));
        a4.Store(target + (4 * targetStride));
        a5.Store(target + (5 * targetStride));
        a6.Store(target + (6 * targetStride));
        a7.Store(target + (7 * targetStride));
        a8.Store(target + (8 * targetStride));
        a9.Store(target + (9 * targetStride));
        a10.Store(target + (10 * targetStride));
        a11.Store(target + (11 * targetStride));
        a12.Store(target + (12 * targetStride));
        a13.Store(target + (13 * targetStride));
        a14.Store(target + (14 * targetStride));
        a15.Store(target + (15 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ZipLow(Vector128<byte> left, Vector128<byte> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Interleave(left.GetLower(), right.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ZipHigh(Vector128<byte> left, Vector128<byte> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Interleave(left.GetUpper(), right.GetUpper());

    private static Vector128<byte> Interleave(Vector64<byte> left, Vector64<byte> right)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 8; i++)
        {
            (bytes[2 * i], bytes[(2 * i) + 1]) = (left[i], right[i]);
        }

        return Vector128.Create<byte>(bytes);
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
