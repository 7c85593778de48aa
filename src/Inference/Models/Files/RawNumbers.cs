using System.Runtime.InteropServices;

namespace Toolchain.Inference.Models.Files;

/// <summary>Numbers as an ONNX tensor keeps them, little-endian.</summary>
internal static class RawNumbers
{
    /// <summary>float32, in the enumeration of ONNX.</summary>
    public const int Float = 1;

    /// <summary>float64, in the enumeration of ONNX.</summary>
    public const int Double = 11;

    /// <summary>float16, in the enumeration of ONNX.</summary>
    public const int Float16 = 10;

    private const int UInt8 = 2;
    private const int Int8 = 3;
    private const int Int32 = 6;
    private const int Int64 = 7;

    /// <summary>The numbers in some bytes; none for a type that no constant of ours has.</summary>
    public static IEnumerable<double> Of(int type, byte[] bytes) => type switch
    {
        Float => As<float>(bytes).Select(value => (double)value),
        Double => As<double>(bytes),
        Float16 => As<Half>(bytes).Select(value => (double)value),
        UInt8 => bytes.Select(value => (double)value),
        Int8 => bytes.Select(value => (double)(sbyte)value),
        Int32 => As<int>(bytes).Select(value => (double)value),
        Int64 => As<long>(bytes).Select(value => (double)value),
        _ => [],
    };

    private static T[] As<T>(byte[] bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();
}
