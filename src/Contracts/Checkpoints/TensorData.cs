using System.Runtime.InteropServices;

namespace Toolchain.Contracts.Checkpoints;

/// <summary>A tensor as the file holds it: type, sizes and little-endian row-major bytes.</summary>
/// <param name="Type">The safetensors name of the element type.</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Bytes">The values.</param>
public sealed record TensorData(string Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>32-bit floating point.</summary>
    public const string Float32 = "F32";

    /// <summary>Unsigned bytes.</summary>
    public const string UInt8 = "U8";

    /// <summary>64-bit whole numbers.</summary>
    public const string Int64 = "I64";

    /// <summary>A float32 tensor.</summary>
    public static TensorData Of(ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new(Float32, shape.ToArray(), MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A uint8 tensor.</summary>
    public static TensorData Of(ReadOnlySpan<byte> values, params ReadOnlySpan<long> shape) =>
        new(UInt8, shape.ToArray(), values.ToArray());

    /// <summary>An int64 tensor.</summary>
    public static TensorData Of(ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        new(Int64, shape.ToArray(), MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The values as float32.</summary>
    /// <exception cref="FormatException">The tensor is of another type.</exception>
    public ReadOnlySpan<float> Floats => Type == Float32
        ? MemoryMarshal.Cast<byte, float>(Bytes.Span)
        : throw new FormatException($"the values are {Type}, not {Float32}");

    /// <summary>Such as <c>F32 [128, 784]</c>.</summary>
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";

    /// <summary>Bits of one element, or 0 for a type the specification does not know.</summary>
    public static int BitsOf(string type) => type switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => 8,
        "I16" or "U16" or "F16" or "BF16" => 16,
        "I32" or "U32" or "F32" => 32,
        "I64" or "U64" or "F64" or "C64" => 64,
        _ => 0,
    };
}
